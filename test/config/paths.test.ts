import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parsePath } from "../../generator/paths/parse.js";
import type { JsonPath, PathStep } from "../../generator/paths/steps.js";

const test = suite("JSONPath parser");

const field = (name: string): PathStep => ({ kind: "field", name });
const union = (...paths: readonly JsonPath[]): PathStep => ({ kind: "union", paths });
const all: PathStep = { kind: "wildcard", of: "elements" };
const values: PathStep = { kind: "wildcard", of: "values" };
const descendants: PathStep = { kind: "descendants" };

/** What jsonpath-ng 1.8 (extended), which dlt uses, makes of the same texts. */
const PARSED: readonly (readonly [string, JsonPath])[] = [
  ["$", []],
  ["@", []],
  ["a.b", [field("a"), field("b")]],
  ["$.a.b", [field("a"), field("b")]],
  ["$['a']['b']", [field("a"), field("b")]],
  ["$ . a [ 'b' ]", [field("a"), field("b")]],
  ["'a.b'", [field("a.b")]],
  ['a."b c"', [field("a"), field("b c")]],
  ["a['b\\'c']", [field("a"), field("b'c")]],
  ["['@odata.nextLink']", [field("@odata.nextLink")]],
  ["my-k", [field("my-k")]],
  ["@o", [field("@o")]],
  ["2024", [field("2024")]],
  ["a.0.b", [field("a"), field("0"), field("b")]],
  ["a['*']", [field("a"), field("*")]],
  ["true.null", [field("true"), field("null")]],
  ["a[0]", [field("a"), { kind: "index", index: 0 }]],
  ["a[-1].b", [field("a"), { kind: "index", index: -1 }, field("b")]],
  ["[0]", [{ kind: "index", index: 0 }]],
  ["a.[0]", [field("a"), { kind: "index", index: 0 }]],
  ["a[0,-2]", [field("a"), { kind: "indexes", indexes: [0, -2] }]],
  ["a[1:]", [field("a"), { kind: "slice", start: 1, end: null, step: null }]],
  ["a[:-1]", [field("a"), { kind: "slice", start: null, end: -1, step: null }]],
  ["a[0:9:2]", [field("a"), { kind: "slice", start: 0, end: 9, step: 2 }]],
  ["a[*]", [field("a"), all]],
  ["$[*].a", [all, field("a")]],
  ["*", [values]],
  ["a.*.b", [field("a"), values, field("b")]],
  ["a[b]", [field("a"), field("b")]],
  ["a['x','y']", [field("a"), { kind: "fields", names: ["x", "y"] }]],
  ["a.b,c", [field("a"), { kind: "fields", names: ["b", "c"] }]],
  ["$..x", [descendants, field("x")]],
  ["a..b.c", [field("a"), descendants, field("b"), field("c")]],
  ["$..*", [descendants, values]],
  ["a..[0]", [field("a"), descendants, { kind: "index", index: 0 }]],
  ["a|b", [union([field("a")], [field("b")])]],
  ["a[*].(x|y)", [field("a"), all, union([field("x")], [field("y")])]],
  ["a.b|c.d", [field("a"), union([field("b")], [field("c")]), field("d")]],
  ["a|b[0]", [union([field("a")], [field("b")]), { kind: "index", index: 0 }]],
  ["a[0]|b", [union([field("a"), { kind: "index", index: 0 }], [field("b")])]],
  ["($.a)|($.b)", [union([field("a")], [field("b")])]],
  ["(a.b)[0]", [field("a"), field("b"), { kind: "index", index: 0 }]],
];

for (const [text, path] of PARSED) {
  test(`${text} is read as jsonpath-ng reads it`, () => {
    assert.equal(parsePath(text), { kind: "path", path });
  });
}

test("filters compare with texts, numbers, booleans and null, and combine with and before or", () => {
  const parsed = parsePath("a[?(@.x > 1 & @.y == 'z' || b.c =~ \"^q\" && d=null && e!=-1.5 || f==word || g==true)].h");
  const compare = (name: string, operator: "==" | "!=" | ">" | "=~", value: string | number | boolean | null) =>
    ({ kind: "compare", path: name.split(".").map(field), operator, value }) as const;
  assert.equal(parsed, {
    kind: "path",
    path: [
      field("a"),
      {
        kind: "filter",
        condition: {
          kind: "or",
          conditions: [
            { kind: "and", conditions: [compare("x", ">", 1), compare("y", "==", "z")] },
            {
              kind: "and",
              conditions: [compare("b.c", "=~", "^q"), compare("d", "==", null), compare("e", "!=", -1.5)],
            },
            compare("f", "==", "word"),
            compare("g", "==", true),
          ],
        },
      },
      field("h"),
    ],
  });
  assert.equal(parsePath("a[?((@.x) && (@.y[0]))]"), {
    kind: "path",
    path: [
      field("a"),
      {
        kind: "filter",
        condition: {
          kind: "and",
          conditions: [
            { kind: "exists", path: [field("x")] },
            { kind: "exists", path: [field("y"), { kind: "index", index: 0 }] },
          ],
        },
      },
    ],
  });
});

/** The part in question between « and ». */
const REFUSED: readonly (readonly ["syntax" | "unsupported", string])[] = [
  ["syntax", "«»"],
  ["syntax", "a.«»"],
  ["syntax", "a«]»"],
  ["syntax", "a[0«»"],
  ["syntax", "a «b»"],
  ["syntax", "$«a»"],
  ["syntax", "«..»a"],
  ["syntax", "a..«.»b"],
  ["syntax", "a,«»"],
  ["syntax", "a[0,«'x'»]"],
  ["syntax", "a.«é»"],
  ["syntax", "a«{»b}"],
  ["syntax", "a[«'b]»"],
  ["syntax", "«1.5»"],
  ["syntax", "a.«where»"],
  ["syntax", "a[?@.x «in» ['a']]"],
  ["syntax", "a[?(x > 1 «|» y)]"],
  ["syntax", "a[?«]»"],
  ["syntax", "$[?(var «x»=1)]"],
  ["syntax", "a[«99999999999999999999»]"],
  ["unsupported", "a.«`len`»"],
  ["unsupported", "a[«/»x]"],
  ["unsupported", "a[«\\»x]"],
  ["unsupported", "a[*].x «+» 1"],
  ["unsupported", "a «&» b"],
  ["unsupported", "a[?«!»@.x]"],
  ["unsupported", "a[?@.x == «@».y]"],
  ["unsupported", "a[?«$».x == 1]"],
  ["unsupported", "$.a|«$».b"],
  ["unsupported", "a.(«$».b)"],
  ["unsupported", "«''»"],
];

for (const [kind, marked] of REFUSED) {
  test(`${marked} is refused at the marked place: ${kind}`, () => {
    const parsed = parsePath(marked.replace(/[«»]/g, ""));
    if (parsed.kind === "path") throw new Error("the path was read");
    assert.is(parsed.kind, kind);
    assert.equal([parsed.start, parsed.end], [marked.indexOf("«"), marked.indexOf("»") - 1]);
  });
}

test("no text makes the parser fail or recurse without end", () => {
  const pieces = fc.constantFrom(..."$@.*[](),:|&?=<>!+-/\\~'\"` é0a", "..", "&&", "||", "=~", "where", "1.5");
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => void parsePath(parts.join(""))),
    { numRuns: 2_000 },
  );
  for (const open of ["(", "[", "a[?(", "a[?b", "..", "a|", "!", "$."]) parsePath(open.repeat(100_000));
});

test.run();
