import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createRecordDetector } from "../../templates/http/detect-records.js";
import { compares, matchesPattern } from "../../templates/http/compare.js";
import { descendants, element, field, rowsOf, slice, values } from "../../templates/http/select.js";

const test = suite("selection");

test("a field is an object's own key: not one of its prototype, and none on a list or a text", () => {
  assert.is(field({ a: 1 }, "a"), 1);
  for (const [value, name] of [
    [{}, "toString"],
    [{}, "__proto__"],
    [[1], "length"],
    ["text", "length"],
    [null, "a"],
  ] as const) {
    assert.is(field(value, name), undefined);
  }
  assert.equal(field(JSON.parse('{"__proto__": [1]}'), "__proto__"), [1]);
});

test("an index counts from the end when negative, and finds nothing outside the list or on an object", () => {
  assert.is(element([1, 2, 3], -1), 3);
  assert.is(element([1, 2, 3], 3), undefined);
  assert.is(element({ 0: "a" }, 0), undefined);
});

test("* finds the values of an object or list, and nothing elsewhere", () => {
  assert.equal(values({ a: 1, b: [2] }), [1, [2]]);
  assert.equal(values([1]), [1]);
  assert.equal(values("text"), []);
});

test("descendants come before what they hold", () => {
  assert.equal(descendants({ a: [1], b: 2 }), [{ a: [1], b: 2 }, [1], 1, 2]);
});

test("a slice is Python's", () => {
  const list = [0, 1, 2, 3, 4];
  assert.equal(slice(list, 1, 3, 1), [1, 2]);
  assert.equal(slice(list, -2, null, 1), [3, 4]);
  assert.equal(slice(list, null, null, -2), [4, 2, 0]);
  assert.equal(slice(list, 10, 0, -1), [4, 3, 2, 1]);
  assert.equal(slice(list, -100, 100, 2), [0, 2, 4]);
  assert.equal(slice({ a: 1 }, null, null, 1), []);
});

test("numbers and texts are ordered among their kind; of other values only equality is known", () => {
  assert.ok(compares(2, ">", 1));
  assert.ok(compares(2n ** 60n, ">", 1));
  assert.ok(compares("b", ">=", "a"));
  assert.not(compares("2", ">", 1));
  assert.not(compares(true, "==", 1));
  assert.ok(compares(true, "<=", true));
  assert.ok(compares(null, "!=", 1));
  assert.ok(compares(undefined, "!=", 1)); // as in dlt
  assert.ok(matchesPattern("abc", "^a"));
  assert.not(matchesPattern(5, "5"));
});

test("one list is its elements, one null nothing, another single match one row, several matches the rows", () => {
  assert.equal(rowsOf([[1, 2]]), [1, 2]);
  assert.equal(rowsOf([null]), []);
  assert.equal(rowsOf([undefined]), []);
  assert.equal(rowsOf([{ a: 1 }]), [{ a: 1 }]);
  assert.equal(rowsOf([[1], [2, 3]]), [[1], [2, 3]]);
});

/** Bodies of a first page, and the rows that dlt detects in them. */
const DETECTED: readonly (readonly [string, unknown, unknown])[] = [
  ["a list is the rows", [{ id: 1 }], [{ id: 1 }]],
  ["the list under a usual key wins over an earlier one", { errors: [], results: [1] }, [1]],
  ["the first list wins without a usual key", { errors: [], posts: [1] }, []],
  ["a list is found three keys deep", { a: { b: { c: [1] } } }, [1]],
  ["a list four keys deep is not found", { a: { b: { c: { d: [1] } } } }, [{ a: { b: { c: { d: [1] } } } }]],
  ["a body without lists is one row", { id: 1 }, [{ id: 1 }]],
  ["usual keys are told apart by case", { tags: [1], Data: [2] }, [1]],
];

for (const [rule, body, rows] of DETECTED) {
  test(`detection: ${rule}`, () => assert.equal(createRecordDetector()(body), rows));
}

test("detection: the first page decides for all pages", () => {
  const detect = createRecordDetector();
  assert.equal(detect({ items: [1] }), [1]);
  assert.equal(detect({ rows: [2], items: [3] }), [3]);
  assert.equal(detect({ rows: [2] }), []);
});

test("detection: a key that a path cannot name without quotes is an error that says what to write", () => {
  assert.throws(
    () => createRecordDetector()({ "@odata.value": [1] }),
    /\['@odata\.value'\]: write that as data_selector/,
  );
});

test.run();
