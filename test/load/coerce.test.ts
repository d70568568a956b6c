import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseExact } from "../../templates/http/exact-json.js";
import { coerce, type StagedValue } from "../../templates/load/coerce.js";
import { inferType } from "../../templates/load/infer.js";
import type { ColumnType } from "../../templates/load/schema.js";
import { cpuTimeOf } from "../support/cpu-time.js";

const test = suite("coercion");

/** JSON literals, and what a column of the type takes for them; undefined: it does not fit. */
type Cases = Readonly<Record<string, StagedValue | undefined>>;

function check(type: ColumnType, cases: Cases): void {
  for (const [literal, expected] of Object.entries(cases)) {
    const coerced = coerce(parseExact(literal), type);
    assert.ok(
      Object.is(coerced, expected),
      `${literal} as ${type.kind} is ${String(coerced)}, not ${String(expected)}`,
    );
  }
}

test("the first value of a column decides its type", () => {
  const kinds = (text: string) => (parseExact(text) as unknown[]).map((value) => inferType(value).kind);
  assert.equal(kinds('["a", "2024-01-25T11:21:28Z", "2024-01-25", "1.5", "1706181688"]'), [
    "text",
    "timestamp",
    "text",
    "text",
    "text",
  ]);
  assert.equal(kinds("[1, 1.0, 1e2, -0, -0.0, true, {}, [], 9007199254740993]"), [
    ...["bigint", "double", "double", "bigint", "double", "bool", "json", "json", "bigint"],
  ]);
});

test("integers beyond 64 bit are decimals up to 38 digits, then texts", () => {
  const nines = "9".repeat(38);
  const kinds = (text: string) => inferType(parseExact(text)).kind;
  assert.equal(["9223372036854775807", "-9223372036854775808"].map(kinds), ["bigint", "bigint"]);
  assert.equal(["9223372036854775808", "-9223372036854775809", nines, `-${nines}`].map(kinds), [
    ...["decimal", "decimal", "decimal", "decimal"],
  ]);
  assert.is(kinds(`1${"0".repeat(38)}`), "text");
});

test("bigint takes integers in any spelling", () => {
  check(
    { kind: "bigint" },
    {
      ...{ "1": 1, "1.0": 1n, "2.5": undefined, "1e3": 1_000n, "9007199254740993": 9_007_199_254_740_993n },
      ...{ '"12"': 12n, '" +1_000 "': 1_000n, '"-7"': -7n, '"0xff"': 255n, '"0XFF"': undefined, '"1__0"': undefined },
      ...{ '"1.0"': undefined, '"abc"': undefined, '""': undefined, true: undefined, "[1]": undefined },
      ...{ "9223372036854775808": undefined, '"9223372036854775808"': undefined, "1e20": undefined },
      ...{ '"１２"': 12n, '"-٣"': -3n, '"1_𝟘𝟡"': 109n, '"²"': undefined, '"一"': undefined },
    },
  );
});

test("double takes whatever Python's float takes", () => {
  check(
    { kind: "double" },
    {
      ...{ "1": 1, "2.5": 2.5, "-0.0": 0, "123456789012345678901": 123_456_789_012_345_680_000, true: undefined },
      ...{
        '"1.5"': 1.5,
        '" .5 "': 0.5,
        '"5."': 5,
        '"1_0.5"': 10.5,
        '"1e3"': 1_000,
        '"nan"': Number.NaN,
        '"+NaN"': Number.NaN,
      },
      ...{ '"-0"': 0, '"-0.0"': 0, '"٣.٥e𝟚"': 350, '"½"': undefined },
      ...{ '"inf"': Infinity, '"-Infinity"': -Infinity, '"0x10"': 16, '"abc"': undefined, '"1._5"': undefined },
    },
  );
});

test("text takes everything, printed the Python way", () => {
  check(
    { kind: "text" },
    { '"a"': "a", "1": "1", "1.0": "1.0", "1e20": "1e+20", true: "True", '{"a":1.0}': '{"a":1.0}' },
  );
});

test("bool takes words and numbers", () => {
  check(
    { kind: "bool" },
    {
      ...{ true: true, "1": true, "0": false, "0.0": false, "2.5": true, '"YES"': true, '"t"': true, '"1"': true },
      ...{ '"no"': false, '"F"': false, '"0"': false, '"on"': undefined, '"2"': undefined, '" yes"': undefined },
    },
  );
});

test("timestamp takes dates, datetimes and Unix seconds", () => {
  const midnight = Date.UTC(2024, 5, 1) * 1_000;
  check(
    { kind: "timestamp", zone: true },
    {
      ...{ '"2024-06-01"': midnight, '"2024-06-01T00:00:00Z"': midnight, '"2024-06"': midnight, '"soon"': undefined },
      ...{
        '"2024"': Date.UTC(2024, 0, 1) * 1_000,
        '"12:34"': undefined,
        true: undefined,
        '"1706181688"': 1_706_181_688_000_000,
      },
      ...{ "1700000000": 1_700_000_000_000_000, "1.5": 1_500_000, "1700000000123": undefined, '"nan"': undefined },
    },
  );
});

test("decimal rounds to its scale and refuses what has too many digits", () => {
  check(
    { kind: "decimal", precision: 5, scale: 2 },
    {
      ...{ "1": "1.00", "2.505": "2.51", "-1.005": "-1.01", '"1e2"': "100.00", '"0x10"': "16.00", "999.99": "999.99" },
      ...{
        "1000": undefined,
        "999.995": undefined,
        '"nan"': undefined,
        '"1e-400"': "0.00",
        '"1e400"': undefined,
        true: undefined,
      },
    },
  );
  check(
    { kind: "decimal", precision: 38, scale: 0 },
    { "123456789012345678901234567890": "123456789012345678901234567890" },
  );
});

test("the rarer types take what dlt gives them", () => {
  check(
    { kind: "date" },
    { '"2024-06-01T23:00:00-02:00"': "2024-06-02", '"2024-06-01"': "2024-06-01", "0": "1970-01-01" },
  );
  check({ kind: "time" }, { '"10:00+02:00"': "08:00:00.000000", '"10:00:00.5"': "10:00:00.500000", "1": undefined });
  check(
    { kind: "binary" },
    { '"0xff00"': "\\xff\\x00", '"aGk="': "\\x68\\x69", '"aGk"': undefined, "258": "\\x02\\x01", "-1": undefined },
  );
  check({ kind: "json" }, { '{"a":[1.0]}': '{"a":[1.0]}', '"[1, 2]"': "[1,2]", '"x"': undefined, "1": undefined });
  check({ kind: "integer", bits: 8 }, { "127": "127", "128": undefined });
});

test("a negative zero is zero, whether its literal was kept or not", () => {
  for (const zero of [-0, parseExact("-0.0"), parseExact("-0")])
    assert.ok(Object.is(coerce(zero, { kind: "double" }), 0));
});

test("long digits in texts take linear time", () => {
  const digits = "1".repeat(1_000_000);
  const spent = cpuTimeOf(() => {
    for (const kind of ["bigint", "double", "bool"] as const) coerce(`${digits}x`, { kind });
    coerce(`${digits}x`, { kind: "decimal", precision: 38, scale: 9 });
    coerce(digits, { kind: "decimal", precision: 38, scale: 9 });
    coerce(`${digits}x`, { kind: "timestamp", zone: true });
  });
  assert.ok(spent < 2_000, `${spent} ms`);
});

test.run();
