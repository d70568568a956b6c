import { suite } from "uvu";
import * as assert from "uvu/assert";
import { JsonDouble } from "../../templates/http/exact-json.js";
import { formBody, jsonBody, jsonText } from "../../templates/http/request-body.js";

const test = suite("request body");

test("a number keeps the spelling that the config gives it, an integer all its digits", () => {
  const value = { ratio: new JsonDouble("1.0"), id: 90071992547409931n, list: [new JsonDouble("1e20")] };
  assert.is(jsonBody(value).text, '{"ratio":1.0,"id":90071992547409931,"list":[1e20]}');
});

test("what has no value yet is left out of objects", () => {
  assert.is(jsonText({ a: undefined, b: { c: undefined }, d: [undefined] }), '{"b":{},"d":[null]}');
  assert.is(jsonText(undefined), undefined);
});

for (const value of ["", 'a"\\\u2028é', 0, -1.5, true, null, [], {}, [[{ a: [1, "x", null] }]]]) {
  test(`${JSON.stringify(value)} is written as JSON.stringify writes it`, () => {
    assert.is(jsonText(value), JSON.stringify(value));
  });
}

test("form fields keep their order and repeat; an undefined one is left out", () => {
  const { text, type } = formBody([
    ["b", "1 2"],
    ["a", undefined],
    ["b", "ä&="],
  ]);
  assert.is(text, "b=1+2&b=%C3%A4%26%3D");
  assert.is(type, "application/x-www-form-urlencoded");
});

test.run();
