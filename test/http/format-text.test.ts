import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseFormat } from "../../generator/config/format-spec.js";
import { ApiError } from "../../templates/http/errors.js";
import { JsonDouble } from "../../templates/http/exact-json.js";
import { formatText } from "../../templates/http/format-text.js";

/** What `format(value, specification)` of Python 3.11 returned; null: it raised an error. */
const RECORDED: readonly (readonly [value: unknown, specification: string, text: string | null])[] = [
  [new JsonDouble("1.5"), "05", "001.5"],
  [255, "05", "00255"],
  [255, "<05", "25500"],
  ["", "<05", "00000"],
  [5, "*<05", "5****"],
  [new JsonDouble("0.1"), "*<05", "0.1**"],
  ["😀é", "*<05", "😀é***"],
  [255, "05d", "00255"],
  [5, "05d", "00005"],
  [1234567, "05d", "1234567"],
  [new JsonDouble("0.1"), "05d", null],
  [new JsonDouble("0.1"), "=+6", "+  0.1"],
  [5, "=+6", "+    5"],
  [new JsonDouble("1.005"), "=+6", "+1.005"],
  ["😀é", "=+6", null],
  [false, "+", "+0"],
  [new JsonDouble("-0.0"), "+", "-0.0"],
  [1234, "+", "+1234"],
  ["😀é", "+", null],
  [new JsonDouble("-0.0"), " ", "-0.0"],
  [new JsonDouble("1e+16"), " ", " 1e+16"],
  ["😀é", " ", null],
  [new JsonDouble("0.125"), ",", "0.125"],
  [new JsonDouble("99.995"), ",", "99.995"],
  [new JsonDouble("12345678.5"), ",", "12,345,678.5"],
  ["😀é", ",", null],
  [new JsonDouble("1e-07"), "010,", "00,001e-07"],
  [1234, "010,", "00,001,234"],
  ["", "010,", null],
  [1234567, "08,", "1,234,567"],
  [5, "08,", "0,000,005"],
  [true, "08,", "0,000,001"],
  ["😀é", "08,", null],
  [new JsonDouble("1.005"), "_", "1.005"],
  [0, "_", "0"],
  ["2024-01-31T10:00:00Z", "_", null],
  [1234, "x", "4d2"],
  [-98765, "x", "-181cd"],
  [1234567, "x", "12d687"],
  [new JsonDouble("1e+16"), "x", null],
  [-98765, "08X", "-00181CD"],
  [1234, "08X", "000004D2"],
  [-5, "08X", "-0000005"],
  [new JsonDouble("5e-324"), "08X", null],
  [255, "_b", "1111_1111"],
  [1234, "_b", "100_1101_0010"],
  [5, "_b", "101"],
  [new JsonDouble("5e-324"), "_b", null],
  [false, "o", "0"],
  [255, "o", "377"],
  [5, "o", "5"],
  ["😀é", "o", null],
  [1234, ".2f", "1234.00"],
  [new JsonDouble("0.125"), ".2f", "0.12"],
  [9223372036854775815n, ".2f", "9223372036854775808.00"],
  ["2024-01-31T10:00:00Z", ".2f", null],
  [-98765, ".0f", "-98765"],
  [new JsonDouble("12345678.5"), ".0f", "12345678"],
  [new JsonDouble("99.995"), ".0f", "100"],
  ["ab", ".0f", null],
  [new JsonDouble("0.1"), "f", "0.100000"],
  [255, "f", "255.000000"],
  ["", "f", null],
  [new JsonDouble("0.1"), "%", "10.000000%"],
  [new JsonDouble("-1.5"), "%", "-150.000000%"],
  [new JsonDouble("1.5"), "%", "150.000000%"],
  ["ab", "%", null],
  [5, ".1%", "500.0%"],
  [new JsonDouble("0.5"), ".1%", "50.0%"],
  [new JsonDouble("-1.5"), ".1%", "-150.0%"],
  ["😀é", ".1%", null],
  [new JsonDouble("5e-324"), "08.2f", "00000.00"],
  [new JsonDouble("1e+16"), "08.2f", "10000000000000000.00"],
  [new JsonDouble("0.5"), "08.2f", "00000.50"],
  ["2024-01-31T10:00:00Z", "08.2f", null],
  [new JsonDouble("99.995"), ",.2f", "100.00"],
  [-98765, ",.2f", "-98,765.00"],
  ["", ",.2f", null],
  [1234, ">8", "    1234"],
  [new JsonDouble("2.5"), ">8", "     2.5"],
  ["😀é", ">8", "      😀é"],
  [0, "^7", "   0   "],
  [new JsonDouble("1.5"), "^7", "  1.5  "],
  [false, "^7", "   0   "],
  ["2024-01-31T10:00:00Z", "é>4", "2024-01-31T10:00:00Z"],
  [new JsonDouble("-1.5"), "é>4", "-1.5"],
  [5, "é>4", "ééé5"],
  ["😀é", ".10", "😀é"],
  [1234, ".10", null],
  ["😀é", "s", "😀é"],
  ["2024-01-31T10:00:00Z", "s", "2024-01-31T10:00:00Z"],
  ["ab", "s", "ab"],
  [0, "s", null],
  ["😀é", "5s", "😀é   "],
  ["ab", "5s", "ab   "],
  ["2024-01-31T10:00:00Z", "5s", "2024-01-31T10:00:00Z"],
  [9223372036854775815n, "5s", null],
  ["ab", "^6.1s", "  a   "],
  ["", "^6.1s", "      "],
  ["😀é", "^6.1s", "  😀   "],
  [new JsonDouble("5e-324"), "^6.1s", null],
  [new JsonDouble("0.1"), "=5", "  0.1"],
  [0, "=5", "    0"],
  [false, "=5", "    0"],
  ["2024-01-31T10:00:00Z", "=5", null],
  [new JsonDouble("0.1"), "+5", " +0.1"],
  [new JsonDouble("1e+22"), "+5", "+1e+22"],
  [255, "+5", " +255"],
  ["😀é", "+5", null],
  [new JsonDouble("1.005"), "=8.1f", "     1.0"],
  [new JsonDouble("1e-07"), "=8.1f", "     0.0"],
  [new JsonDouble("1e+16"), "=8.1f", "10000000000000000.0"],
  ["ab", "=8.1f", null],
  [-5, "012,.2f", "-0,000,005.00"],
  [255, "012,.2f", "0,000,255.00"],
  [1234, "012,.2f", "0,001,234.00"],
  ["😀é", "012,.2f", null],
  [new JsonDouble("99.995"), "<,", "99.995"],
  [new JsonDouble("5e-324"), "<,", "5e-324"],
  [new JsonDouble("0.1"), "<,", "0.1"],
  ["", "<,", null],
  [false, "d", "0"],
  [5, "d", "5"],
  [255, "d", "255"],
  [new JsonDouble("5e-324"), "d", null],
  [new JsonDouble("1.0"), "0>5", "001.0"],
  [new JsonDouble("1e-07"), "0>5", "1e-07"],
  [new JsonDouble("-1.5"), "*=10,", "-******1.5"],
  [1234, "*=10,", "*****1,234"],
  [9223372036854775815n, "*=10,", "9,223,372,036,854,775,815"],
  ["ab", "*=10,", null],
  [new JsonDouble("0.5"), ".0f", "0"],
  [new JsonDouble("2.5"), ".0f", "2"],
  [new JsonDouble("1.005"), ".2f", "1.00"],
  [new JsonDouble("99.995"), ".2f", "100.00"],
  [new JsonDouble("1e+22"), ".1f", "10000000000000000000000.0"],
];

const test = suite("formats of placeholders");

for (const [value, specification, expected] of RECORDED) {
  const shown = value instanceof JsonDouble ? value.text : String(value);
  test(`"${specification}" of ${shown} is ${expected === null ? "an error" : `"${expected}"`}, as in Python`, () => {
    const parsed = parseFormat("", specification);
    if (parsed.kind === "error" || parsed.format === null) throw new Error(`${specification} does not parse`);
    const { format } = parsed;
    if (expected !== null) assert.is(formatText(value, "a.b", format), expected);
    else
      assert.throws(
        () => formatText(value, "a.b", format),
        (error: unknown) => error instanceof ApiError,
      );
  });
}

for (const value of [null, undefined, [], {}]) {
  test(`${JSON.stringify(value)} has no format`, () => {
    assert.throws(() => formatText(value, "shops.id", { width: 3 }), /shops\.id is/);
  });
}

for (const [conversion, format] of [
  ["r", ""],
  ["a", ""],
  ["x", ""],
  ["", "q"],
  ["", "#x"],
  ["", ".3e"],
  ["", "{w}d"],
  ["", ".2d"],
  ["", ",x"],
  ["", "=5s"],
  ["s", "05d"],
  ["", "99999"],
  ["", ".999f"],
] as const) {
  test(`!${conversion}:${format} is refused`, () => assert.is(parseFormat(conversion, format).kind, "error"));
}

test.run();
