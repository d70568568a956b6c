import { suite } from "uvu";
import * as assert from "uvu/assert";
import { JsonDepthError, parseExact } from "../../templates/http/exact-json.js";
import { floatText, jsonText, valueText } from "../../templates/load/python-text.js";

const test = suite("Python's texts");

test("doubles are printed as Python's repr prints them", () => {
  const printed: readonly (readonly [number, string])[] = [
    ...([
      [1, "1.0"],
      [2.5, "2.5"],
      [0.1, "0.1"],
      [100, "100.0"],
      [-3, "-3.0"],
      [-0, "-0.0"],
      [0, "0.0"],
    ] as const),
    ...([
      [1e21, "1e+21"],
      [1e16, "1e+16"],
      [1e15, "1000000000000000.0"],
      [12345678901234567, "1.2345678901234568e+16"],
    ] as const),
    ...([
      [0.0001, "0.0001"],
      [0.00001, "1e-05"],
      [0.000015, "1.5e-05"],
      [5e-324, "5e-324"],
    ] as const),
    ...([
      [1.7976931348623157e308, "1.7976931348623157e+308"],
      [9007199254740993, "9007199254740992.0"],
    ] as const),
    ...([
      [Number.NaN, "nan"],
      [Infinity, "inf"],
      [-Infinity, "-inf"],
    ] as const),
  ];
  for (const [value, text] of printed) assert.is(floatText(value), text);
});

test("what lands in a text column reads as in Python", () => {
  const values = parseExact('[true, false, 1, 1.0, 2e-5, 12345678901234567890, "x", {"a": [1.0, null, "é\\u2028"]}]');
  const texts = (values as unknown[]).map(valueText);
  assert.equal(texts, [
    "True",
    "False",
    "1",
    "1.0",
    "2e-05",
    "12345678901234567890",
    "x",
    '{"a":[1.0,null,"é\u2028"]}',
  ]);
});

test("JSON keeps literals, prints exponents as dlt's JSON does and replaces lone surrogates", () => {
  assert.is(
    jsonText(parseExact("[1e16,1e-5,1e-6,1.0,1,123456789012345678901,-0.0]")),
    "[1e+16,0.00001,1e-6,1.0,1,123456789012345678901,-0.0]",
  );
  assert.is(jsonText({ "\ud800": "a\udc00😀" }), '{"\ufffd":"a\ufffd😀"}');
  assert.is(jsonText(1.5e-7), "1.5e-7");
});

test("JSON that is nested too deeply is an error of its own", () => {
  let value: unknown = 1;
  for (let depth = 0; depth < 5_000; depth++) value = [value];
  assert.throws(
    () => jsonText(value),
    (error: unknown) => error instanceof JsonDepthError,
  );
});

test.run();
