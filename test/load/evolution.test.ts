import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { columnsOf, failureOf, loadSources, query, source, tablesOf, withDatabase } from "./support.js";

const test = suite("types and evolution");

test("1.0 is a double and 1 a bigint, and integers keep every digit", () =>
  withDatabase(async (connection) => {
    const text =
      '[{"a": 1, "b": 1.0, "c": 1e2, "big": 9007199254740993}, {"a": 2.0, "b": 2, "big": -9223372036854775808}]';
    await loadSources(connection, source({}, text));
    assert.equal(await columnsOf(connection, "items"), ["a BIGINT", "b DOUBLE", "c DOUBLE", "big BIGINT"]);
    assert.equal(await query(connection, "SELECT a, b, big FROM data.items"), [
      ["1", 1, "9007199254740993"],
      ["2", 2, "-9223372036854775808"],
    ]);
  }));

test("the lossless reading of a page is asked for only where a literal matters", () =>
  withDatabase(async (connection) => {
    let exactReadings = 0;
    const counting = (records: readonly unknown[]) => ({
      records,
      exact: () => {
        exactReadings++;
        return records;
      },
    });
    const { plan } = source({});
    const pages = [
      [{ id: 1, x: 1.5, t: "a", ts: "2024-01-25T11:21:28Z", f: true }], // id is new: 1 or 1.0?
      [{ id: 2, x: 3, t: "b", ts: 1_700_000_000, f: 0 }],
      [{ id: 3, t: 5 }], // a number becomes text
      [{ id: 4, new: 2.5, t: 2.5 }], // can only be doubles
      [{ id: 2 ** 53 }],
    ].map(counting);
    const expected = [1, 1, 2, 2, 3];
    const seen: number[] = [];
    const read = async function* () {
      yield* pages;
    };
    await loadSources(
      connection,
      { plan, isLoaded: true, children: [], pages: read },
      { onProgress: () => seen.push(exactReadings) },
    );
    assert.equal(seen, expected);
  }));

test("numbers in text and JSON columns keep their literals wherever they stand", () =>
  withDatabase(async (connection) => {
    const first = '[{"t": "x", "o": {"t": "x"}, "l": [{"t": "x", "m": [["x"]]}]}]';
    const second =
      '[{"t": 1.0, "o": {"t": 1e21}, "l": [{"t": 2}, {"t": 3.0, "m": [["y"], [4.0, 5]]}]}, {"l": [{"t": 7.0}]}]';
    await loadSources(connection, source({}, first, second));
    assert.equal(await query(connection, "SELECT t, o__t FROM data.items"), [
      ["x", "x"],
      ["1.0", "1e+21"],
      [null, null],
    ]);
    assert.equal(await query(connection, "SELECT t FROM data.items__l"), [["x"], ["2"], ["3.0"], ["7.0"]]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l__m__list"), [["x"], ["y"], ["4.0"], ["5"]]);
  }));

test("values that do not fit go to a variant column, whose type is inferred anew", () =>
  withDatabase(async (connection) => {
    const report = await loadSources(
      connection,
      source({}, '[{"v": 1}, {"v": "abc"}, {"v": 2.5}, {"v": true}, {"v": "7"}, {"v": "2024-01-25T11:21:28Z"}]'),
    );
    assert.equal(await columnsOf(connection, "items"), [
      ...["v BIGINT", "v__v_text VARCHAR", "v__v_double DOUBLE", "v__v_bool BOOLEAN"],
    ]);
    assert.equal(await query(connection, "SELECT v__v_text FROM data.items WHERE v__v_text IS NOT NULL"), [
      ["abc"],
      ["2024-01-25T11:21:28Z"],
    ]);
    assert.ok(
      report.resources[0]?.warnings.includes(
        'items.v: values that are no bigint went to v__v_text (2 times, first: "abc")',
      ),
    );
  }));

test("a variant has no variants: a value that fits neither column fails the run, as in dlt", () =>
  withDatabase(async (connection) => {
    const error = await failureOf(
      loadSources(connection, source({}, '[{"v": 1}, {"v": "2024-01-25T11:21:28Z"}, {"v": "x"}]')),
    );
    assert.match(error.message, /items\.v: a value fits neither its column \(bigint\) nor v__v_text \(timestamp\)/);
    assert.equal(await tablesOf(connection), []);
  }));

test("integers beyond 64 bit, where dlt fails, are decimals up to 38 digits, then texts, and counted", () =>
  withDatabase(async (connection) => {
    const [thirty, fifty] = ["123456789012345678901234567890", "9".repeat(50)];
    const report = await loadSources(
      connection,
      source(
        {},
        `[{"n": 1, "d": ${thirty}, "t": ${fifty}}, {"n": ${thirty}, "d": 2, "t": 3}, {"n": ${fifty}, "d": ${fifty}}]`,
      ),
    );
    assert.equal(await columnsOf(connection, "items"), [
      ...[
        "n BIGINT",
        "d DECIMAL(38,0)",
        "t VARCHAR",
        "n__v_decimal DECIMAL(38,0)",
        "n__v_text VARCHAR",
        "d__v_text VARCHAR",
      ],
    ]);
    assert.equal(await query(connection, "SELECT n, d, t, n__v_decimal, n__v_text, d__v_text FROM data.items"), [
      ["1", thirty, fifty, null, null, null],
      [null, "2", "3", thirty, null, null],
      [null, null, null, null, fifty, fifty],
    ]);
    const drift = report.resources[0]?.warnings.filter((warning) => warning.includes("beyond 64 bit"));
    assert.equal(drift, [
      `items.d: integers beyond 64 bit, kept exactly (2 times, first: ${thirty})`,
      `items.t: integers beyond 64 bit, kept exactly (once, first: ${fifty})`,
      `items.n: integers beyond 64 bit, kept exactly (2 times, first: ${thirty})`,
    ]);
  }));

test("the text nan, which breaks dlt's load, is stored as NaN in a double column", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, '[{"x": 1.5}, {"x": "nan"}, {"x": "-inf"}]'));
    assert.equal(await query(connection, "SELECT isnan(x), isinf(x) FROM data.items"), [
      [false, false],
      [true, false],
      [false, true],
    ]);
  }));

test("a later run keeps the types of earlier ones and adds columns and tables behind", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, '[{"a": "1", "b": 1}]'));
    await loadSources(connection, source({}, '[{"new": 1, "a": 2.0, "b": "3", "l": [1]}]'));
    assert.equal(await columnsOf(connection, "items", true), [
      ...["a VARCHAR", "b BIGINT", "_dlt_load_id VARCHAR", "_dlt_id VARCHAR", "new BIGINT"],
    ]);
    assert.equal(await query(connection, "SELECT a, b, new FROM data.items"), [
      ["1", "1", null],
      ["2.0", "3", "1"],
    ]);
    assert.equal(await tablesOf(connection), ["items", "items__l"]);
  }));

test("a column that an earlier run could not type is typed by its first value", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, '[{"a": 1, "b": null}]'));
    const { resources } = await loadSources(connection, source({}, '[{"a": null, "b": "x"}]'));
    assert.equal(await columnsOf(connection, "items"), ["a BIGINT", "b VARCHAR"]);
    assert.equal(resources[0]?.warnings, []);
  }));

test("columns of every type that dlt makes are written", () =>
  withDatabase(async (connection) => {
    const types = ["SMALLINT", "HUGEINT", "DECIMAL(10,2)", "DATE", "TIME", "BLOB", "JSON", "TIMESTAMP", "TIMESTAMP_MS"];
    const columns = types.map((type, index) => `c${index} ${type}`).join(", ");
    await connection.run("CREATE SCHEMA data");
    await connection.run(
      `CREATE TABLE data.items (${columns}, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL)`,
    );
    const record =
      '{"c0": 7, "c1": 123456789012345678901234567890, "c2": 2.505, "c3": "2024-06-01", "c4": "10:00", "c5": "aGk=", "c6": {"a": 1.0}, "c7": "2024-06-01T10:00:00+02:00", "c8": "2024-06-01"}';
    await loadSources(connection, source({}, `[${record}, {}]`));
    assert.equal(await query(connection, "SELECT * EXCLUDE (_dlt_load_id, _dlt_id) FROM data.items LIMIT 1"), [
      [
        7,
        "123456789012345678901234567890",
        "2.51",
        "2024-06-01",
        "10:00:00",
        "hi",
        '{"a":1.0}',
        "2024-06-01 08:00:00",
        "2024-06-01 00:00:00",
      ],
    ]);
    assert.equal(await query(connection, "SELECT count(*) FROM data.items WHERE c0 IS NULL AND c5 IS NULL"), [["1"]]);
  }));

test("a column of a type that no load makes is an error only when a value comes for it", () =>
  withDatabase(async (connection) => {
    await connection.run("CREATE SCHEMA data");
    await connection.run("CREATE TABLE data.items (c UUID, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL)");
    await loadSources(connection, source({}, '[{"c": null, "a": 1}]'));
    const error = await failureOf(loadSources(connection, source({}, '[{"c": "x"}]')));
    assert.match(error.message, /column items\.c has the type UUID, which a load cannot write/);
  }));

test("a table whose column for ids is of another type is an error, with nothing loaded", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, '[{"l": [{"_dlt_root_id": 5}]}]'));
    const error = await failureOf(loadSources(connection, source({}, '[{"l": [{"v": 1}]}]')));
    assert.is(
      error.message,
      "table items__l has a column _dlt_root_id of the type BIGINT: it was made by something else, or for another write " +
        "disposition; a full refresh of the resource makes it anew",
    );
    assert.equal(await query(connection, "SELECT count(*) FROM data.items"), [["1"]]);
  }));

test("names of the destination are found whatever their case", () =>
  withDatabase(async (connection) => {
    await connection.run("CREATE SCHEMA Data");
    await connection.run(
      'CREATE TABLE Data.Items ("Id" BIGINT, _DLT_load_id VARCHAR NOT NULL, _dlt_ID VARCHAR NOT NULL)',
    );
    await loadSources(connection, source({ writeDisposition: "merge", primaryKey: ["id"] }, '[{"ID": 1}]'));
    assert.equal(await query(connection, 'SELECT "Id" FROM data.items'), [["1"]]);
  }));

test("a table that no load made is an error, and so is a view", () =>
  withDatabase(async (connection) => {
    await connection.run("CREATE SCHEMA data");
    await connection.run("CREATE TABLE data.items (a BIGINT)");
    await connection.run("CREATE VIEW data.seen AS SELECT 1");
    assert.match(
      (await failureOf(loadSources(connection, source({}, '[{"a": 1}]')))).message,
      /no column _dlt_load_id/,
    );
    const view = failureOf(loadSources(connection, source({ table: "seen" }, '[{"a": 1}]')));
    assert.match((await view).message, /seen is a view/);
  }));

for (const version of ["v0.10.2", "v1.2.0", "v1.3.0", "latest"]) {
  test(`tables are made in files of the storage version ${version}`, () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, "stored.duckdb");
      const made = await DuckDBInstance.create(path, { storage_compatibility_version: version });
      made.closeSync();
      await withDatabase(async (connection) => {
        const plan = { writeDisposition: "merge", primaryKey: ["id"] } as const;
        await loadSources(connection, source(plan, '[{"id": 1, "l": [1, 2]}]'));
        await loadSources(connection, source(plan, '[{"id": 1, "l": [3]}]'));
        assert.equal(await query(connection, "SELECT value FROM data.items__l"), [["3"]]);
      }, path);
    }));
}

test.run();
