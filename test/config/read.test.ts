import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { entryOf, type ConfigNode } from "../../generator/read/document.js";
import { readConfig, type ReadResult } from "../../generator/read/read.js";
import { projectPath } from "../support/project.js";
import { plainValue } from "./plain-value.js";

/** A folder with a config of any extension and the value it means. */
const CASES = projectPath("fixtures/read");

const test = suite("reading configs");

for (const name of readdirSync(CASES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)) {
  test(`the case ${name} is read as expected`, () => {
    const file = readdirSync(join(CASES, name)).find((entry) => entry.startsWith("config.")) ?? "";
    const { document, diagnostics } = readConfig(file, readFileSync(join(CASES, name, file), "utf8"));
    assert.equal(
      diagnostics.map(({ message }) => message),
      [],
    );
    const expected: unknown = JSON.parse(readFileSync(join(CASES, name, "expected.json"), "utf8"));
    assert.equal(JSON.stringify(plainValue(document?.root)), JSON.stringify(expected));
  });
}

test("a number keeps its literal, in JSON's spelling", () => {
  const json = readConfig("a.json", "[1.0, -3, 1e20, 1.50, 12345678901234567890]").document?.root;
  assert.equal(literals(json), ["1.0", "-3", "1e20", "1.50", "12345678901234567890"]);
  const python = readConfig("a.py", "rest_api_source({'n': [1.0, -3, 1E20, .5, 0xff, 1_000, 007.5]})").document?.root;
  assert.equal(literals(entryOf(python, "n")?.value), ["1.0", "-3", "1e20", "0.5", "255", "1000", "7.5"]);
});

test("spans count in the file as it stands on disk, byte order mark and line breaks included", () => {
  for (const text of [
    '\uFEFF{\r\n  "client": "here",\r\n  "resources": []\r\n}',
    '# Title\r\n\r\n- item\r\n\r\n  ```json\r\n  { "client":\r\n    "here" }\r\n  ```\r\n',
    '\uFEFF> ```python\r> rest_api_source({\r>   "client": "here"})\r> ```\r',
  ]) {
    const file = text.includes("```") ? "a.md" : "a.json";
    const client = entryOf(readConfig(file, text).document?.root, "client");
    const slice = (span: { start: number; end: number } | undefined) => text.slice(span?.start, span?.end);
    assert.is(slice(client?.keySpan), '"client"');
    assert.is(slice(client?.value.span), '"here"');
  }
});

test("a value taken from a name has the place where it is written", () => {
  const text = 'LIMIT = 100\nrest_api_source({"limit": LIMIT})\n';
  const limit = entryOf(readConfig("a.py", text).document?.root, "limit")?.value;
  assert.is(text.slice(limit?.span.start, limit?.span.end), "100");
});

test("any JSON value is read as JSON.parse reads it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const { document, diagnostics } = readConfig("a.json", text);
      assert.equal(diagnostics, []);
      assert.is(JSON.stringify(plainValue(document?.root)), JSON.stringify(JSON.parse(text)));
    }),
  );
});

test("any text is a document or has a diagnostic, in every language", () => {
  const pieces = fc.constantFrom(
    ..."{}[]:,\"'\\\n\t #`~.0e-+é",
    "```json\n",
    "rest_api_source(",
    "RESTAPIConfig = ",
    "null",
    "//",
    "/*",
    '"a"',
    "1",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), fc.constantFrom("a.json", "a.py", "a.md"), (parts, file) => {
      const { document, diagnostics } = readConfig(file, parts.join(""));
      assert.ok(document !== undefined || diagnostics.length > 0);
    }),
    { numRuns: 500 },
  );
});

test("nesting of any depth ends in a diagnostic", () => {
  for (const [file, open, before] of [
    ["a.json", "[", ""],
    ["a.json", '{"a":', ""],
    ["a.py", "[", "rest_api_source("],
    ["a.py", '{"a":', "rest_api_source("],
    ["a.py", "(", "rest_api_source("],
  ] as const) {
    assert.is(readConfig(file, before + open.repeat(100_000)).document, undefined, `${file} ${open}`);
  }
  const closed = `rest_api_source({"a": ${"[".repeat(300)}${"]".repeat(300)}})`;
  assert.equal(kinds(readConfig("a.py", closed)), ["nested-too-deep"]);
});

test("a file beyond 16 MiB is refused", () => {
  assert.equal(kinds(readConfig("a.json", `"${"é".repeat(8 * 1024 * 1024)}"`)), ["file-too-large"]);
  assert.equal(kinds(readConfig("a.json", `"${"x".repeat(16 * 1024 * 1024 - 2)}"`)), []);
});

test("a name that is assigned twice, in a loop, by unpacking or to itself is no value", () => {
  for (const code of [
    "A = 1\nA = 2",
    "for A in (1, 2): pass",
    "A, B = 1, 2",
    "A = A",
    "A = B\nB = A",
    "A = 1\nA += 1",
    "with open(x) as A: pass",
    "import A",
    "def A(): pass",
    "A = 1,",
  ]) {
    const read = readConfig("a.py", `${code}\nrest_api_source({"a": A})\n`);
    assert.is(entryOf(read.document?.root, "a")?.value.kind, "code", code);
  }
});

test("a name means what the innermost function around it assigns", () => {
  const text = 'A = "module"\ndef f():\n    A = "function"\n    return rest_api_source({"a": A})\n';
  assert.equal(plainValue(readConfig("a.py", text).document?.root), { a: "function" });
});

test("a key that stands twice is reported, and its first value is kept", () => {
  const read = readConfig("a.json", '{ "a": 1, "a": 2 }');
  assert.equal(kinds(read), ["duplicate-key"]);
  assert.equal(plainValue(read.document?.root), { a: 1 });
});

test.run();

function kinds({ diagnostics }: ReadResult): readonly string[] {
  return diagnostics.map(({ kind }) => kind);
}

function literals(node: ConfigNode | undefined): readonly (string | undefined)[] {
  return node?.kind === "list" ? node.items.map((item) => (item.kind === "number" ? item.text : undefined)) : [];
}
