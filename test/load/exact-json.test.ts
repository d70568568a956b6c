import { suite } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { JsonDepthError, JsonDouble, parseExact } from "../../templates/http/exact-json.js";
import { parseJson } from "../../templates/http/json.js";

const test = suite("JSON");

test("a fraction or an exponent makes a JsonDouble, an integer a number or a bigint", () => {
  assert.equal(parseExact('{"a": 1, "b": 9007199254740993, "c": -0, "d": [1.0, 1e2, -0.0]}'), {
    a: 1,
    b: 9_007_199_254_740_993n,
    c: 0,
    d: [new JsonDouble("1.0"), new JsonDouble("1e2"), new JsonDouble("-0.0")],
  });
  assert.is(new JsonDouble("1e2").value, 100);
});

test("parseExact reads whatever JSON.parse reads, and refuses what it refuses", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      assert.equal(plain(parseExact(text)), JSON.parse(text));
    }),
  );
  for (const text of [
    "",
    " ",
    "{",
    "[1,]",
    '{"a":1,}',
    "01",
    "1.",
    ".5",
    "+1",
    "tru",
    '"a',
    '"\n"',
    '"\\x"',
    "[] []",
    "nan",
    "{a:1}",
    "\ufeff[]",
  ]) {
    assert.throws(
      () => JSON.parse(text),
      (error: unknown) => error instanceof SyntaxError,
    );
    assert.throws(
      () => parseExact(text),
      (error: unknown) => error instanceof SyntaxError,
      text,
    );
  }
});

function plain(value: unknown): unknown {
  if (value instanceof JsonDouble) return value.value;
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

test("__proto__ is an ordinary key, and of repeated keys the last one counts", () => {
  const value = parseExact('{"__proto__": {"polluted": 1}, "a": 1, "a": 2}');
  assert.equal(Object.keys(value as object), ["__proto__", "a"]);
  assert.is(Object.getPrototypeOf(value), Object.prototype);
  assert.is(({} as Record<string, unknown>)["polluted"], undefined);
  assert.is((value as Record<string, unknown>)["a"], 2);
});

test("nesting beyond 1,000 levels is an error of its own", () => {
  assert.ok(Array.isArray(parseExact("[".repeat(1_000) + "]".repeat(1_000))));
  assert.throws(
    () => parseExact("[".repeat(200_000)),
    (error: unknown) => error instanceof JsonDepthError,
  );
  assert.throws(
    () => parseExact('{"a":'.repeat(1_001)),
    (error: unknown) => error instanceof JsonDepthError,
  );
});

test("parseJson keeps every digit of an integer and leaves all else to JSON.parse", () => {
  assert.equal(parseJson('{"id": 9007199254740993, "x": 1.0, "t": "12345678901234567890"}'), {
    id: 9_007_199_254_740_993n,
    x: 1,
    t: "12345678901234567890",
  });
  assert.is(parseJson("-9007199254740993"), -9_007_199_254_740_993n);
  assert.is(parseJson("9007199254740991"), 9_007_199_254_740_991);
  assert.is(parseJson("0.12345678901234567890"), 0.12345678901234568);
  assert.is(parseJson("1e1234567890123456"), Infinity);
  assert.is(parseJson("12345678901234567890.5"), 12_345_678_901_234_567_000);
  assert.equal(parseJson('["\\"", 12345678901234567890]'), ['"', 12_345_678_901_234_567_890n]);
  assert.throws(
    () => parseJson("[1,"),
    (error: unknown) => error instanceof SyntaxError,
  );
});

test.run();
