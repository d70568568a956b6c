import { suite } from "uvu";
import * as assert from "uvu/assert";
import { docComment, isIdentifier, literal, numberLiteral, propertyName } from "../../generator/emit/encode.js";

const test = suite("encoders");

const HOSTILE = "M1'\"`${x}*/\n\r\u2028\u2029\\\u0000\u202e</script>";

test("a literal evaluates to the text it was made from, and stands on one line", () => {
  const code = literal(HOSTILE);
  assert.is(JSON.parse(code), HOSTILE);
  assert.not.match(code, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
});

test("a comment cannot be ended, broken or turned round by its text", () => {
  const code = docComment([HOSTILE, "@ts-nocheck"]);
  assert.is(code.indexOf("*/"), code.length - 2);
  assert.is(code.split("\n").length, 4);
  assert.not.match(code, /[\u2028\u2029\u202e\u0000]|@ts-/);
});

test("a comment of nothing is no comment", () => assert.is(docComment(["", " \n"]), ""));

test("digits are grouped from four on", () => {
  assert.equal([0, 999, 1_000, 268_435_456, -12_345, 0.5, 1e21].map(numberLiteral), [
    "0",
    "999",
    "1_000",
    "268_435_456",
    "-12_345",
    "0.5",
    "1e+21",
  ]);
});

test("a property name is bare only where it reads the same everywhere, and never sets a prototype", () => {
  assert.equal(["plain", "_a$1", "1st", "é", "a-b", "__proto__"].map(propertyName), [
    "plain",
    "_a$1",
    '"1st"',
    '"é"',
    '"a-b"',
    '["__proto__"]',
  ]);
  assert.not(isIdentifier("а")); // a Cyrillic letter that looks like an a
});

test.run();
