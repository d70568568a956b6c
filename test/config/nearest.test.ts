import { suite } from "uvu";
import * as assert from "uvu/assert";
import { nearest } from "../../generator/diagnostics/nearest.js";

const test = suite("nearest name");
const KNOWN = ["auto", "cursor", "header_cursor", "header_link", "json_link", "offset", "page_number", "single_page"];

for (const [typed, meant] of [
  ["ofset", "offset"],
  ["offest", "offset"],
  ["Offset", "offset"],
  ["offsets", "offset"],
  ["single-page", "single_page"],
  ["pagenumber", "page_number"],
  ["headerlink", "header_link"],
  ["json_lnik", "json_link"],
] as const) {
  test(`${typed} is near ${meant}`, () => assert.is(nearest(typed, KNOWN), meant));
}

for (const typed of ["", "x", "link", "token", "paginator", "completely_different", "offset".repeat(50)]) {
  test(`"${typed.slice(0, 30)}" is near nothing`, () => assert.is(nearest(typed, KNOWN), undefined));
}

test("the nearest of several is taken, the first of equals", () => {
  assert.is(nearest("header_crsor", KNOWN), "header_cursor");
  assert.is(nearest("cat", ["car", "can"]), "car");
});

test("two neighbours swapped are one edit", () => {
  assert.is(nearest("ab", ["ba"]), "ba");
  assert.is(nearest("abcd", ["badc"]), undefined);
});

test("without a near one, the only name that goes on where this one ends is taken", () => {
  assert.is(nearest("status", ["status_code", "action"]), "status_code");
  assert.is(nearest("status", ["status_code", "status_text"]), undefined);
});

test.run();
