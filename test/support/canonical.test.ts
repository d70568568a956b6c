import { DuckDBInstance } from "@duckdb/node-api";
import { existsSync, readdirSync } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { canonicalText, parseCanonical } from "./canonical-json.js";
import { canonicalFile, type CanonicalOptions } from "./canonical.js";
import { difference } from "./difference.js";
import { projectPath } from "./project.js";
import { compareCodePoints, pythonFloat } from "./python-text.js";
import { withTemporaryFolder } from "./temporary-folder.js";

const test = suite("canonical form of a dataset");

const casesFolder = projectPath("fixtures/oracle/canonical");

for (const name of readdirSync(casesFolder)) {
  test(`${name}: a dataset is dumped as the Python program that recorded the oracle cases dumps it`, async () => {
    const folder = join(casesFolder, name);
    const expected = parseCanonical(await readFile(join(folder, "expected.json"), "utf8"));
    const found = await withTemporaryFolder(async (work) => {
      const written = join(work, "written.duckdb");
      await writeDataset(written, await readFile(join(folder, "dataset.sql"), "utf8"));
      // A catalog named like the dataset: two-part table names would be ambiguous.
      const file = join(work, "data.duckdb");
      await rename(written, file);
      return canonicalFile(file, "data", await readOptions(join(folder, "options.json")));
    });
    assert.is(difference(expected, found), undefined);
  });
}

test("numbers of a JSON text keep the spelling that Python gives them", () => {
  assert.is(canonicalText(parseCanonical("[1, 1.0, -0, -0.0, 1e5, 1E400]")), "[1, 1.0, 0, -0.0, 100000.0, Infinity]");
  assert.is(canonicalText(parseCanonical("123456789012345678901234567890")), "123456789012345678901234567890");
});

test("floats are printed as Python prints them, with an exponent from 1e16 and below 1e-4", () => {
  const printed = [0, -0, 1e15, 1e16, 123456.5, 0.0001, 0.00001234, 5e-324, NaN, -Infinity].map(pythonFloat);
  const python = [
    "0.0",
    "-0.0",
    "1000000000000000.0",
    "1e+16",
    "123456.5",
    "0.0001",
    "1.234e-05",
    "5e-324",
    "nan",
    "-inf",
  ];
  assert.equal(printed, python);
});

test("texts are ordered by code point, not by UTF-16 unit", () => {
  assert.equal(["\u{1F600}", "\uFFFF", "b", "", "ba", "a"].sort(compareCodePoints), [
    "",
    "a",
    "b",
    "ba",
    "\uFFFF",
    "\u{1F600}",
  ]);
});

test("a difference is named by its path", () => {
  const of = (expected: string, found: string): string | undefined =>
    difference(parseCanonical(expected), parseCanonical(found));
  assert.is(of('{"a": [1, 2]}', '{"a": [1, 2]}'), undefined);
  assert.is(of('{"a": [1, {"b": 2}]}', '{"a": [1, {"b": 2.0}]}'), ".a[1].b: expected 2, found 2.0");
  assert.is(of('{"a": 1}', '{"b": 1}'), ".a: missing");
  assert.is(of("{}", '{"__proto__": null}'), ".__proto__: not expected");
  assert.is(of("[1, 2]", "[1]"), ": 2 items expected, 1 found");
});

async function writeDataset(file: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run("CREATE SCHEMA data");
    for (const statement of sql.split(/;\s*$/m)) if (statement.trim() !== "") await connection.run(statement);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function readOptions(file: string): Promise<CanonicalOptions> {
  if (!existsSync(file)) return {};
  const options: CanonicalOptions = JSON.parse(await readFile(file, "utf8"));
  return options;
}

test.run();
