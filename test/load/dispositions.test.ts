import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { LoadPlan } from "../../templates/load/plan.js";
import { columnsOf, failureOf, loadSources, query, source, tablesOf, withDatabase } from "./support.js";

const test = suite("write dispositions");

const APPEND: Partial<LoadPlan> = { writeDisposition: "append" };
const REPLACE: Partial<LoadPlan> = { writeDisposition: "replace" };
const MERGE: Partial<LoadPlan> = { writeDisposition: "merge", primaryKey: ["id"] };

const LOADS = "SELECT count(*) FROM data._dlt_loads WHERE status = 0";

test("append adds rows", () =>
  withDatabase(async (connection) => {
    for (const page of [[{ id: 1, l: [1] }], [{ id: 1, l: [2, 3] }]])
      await loadSources(connection, source(APPEND, page));
    assert.equal(await query(connection, "SELECT id FROM data.items"), [["1"], ["1"]]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l"), [["1"], ["2"], ["3"]]);
    assert.equal(await columnsOf(connection, "items__l", true), [
      ...["value BIGINT", "_dlt_parent_id VARCHAR", "_dlt_list_idx BIGINT", "_dlt_id VARCHAR"],
    ]);
  }));

test("replace leaves the rows of this run only, also in child tables that it has no rows for", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(REPLACE, [{ id: 1, l: [1], m: [{ n: [5] }] }]));
    await loadSources(connection, source(REPLACE, [{ id: 2, l: [2] }]));
    assert.equal(await query(connection, "SELECT id FROM data.items"), [["2"]]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l"), [["2"]]);
    assert.equal(
      await query(connection, "SELECT count(*) FROM data.items__m UNION ALL SELECT count(*) FROM data.items__m__n"),
      [["0"], ["0"]],
    );
  }));

test("replace without rows empties its tables, which counts as a load", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(REPLACE, [{ id: 1, l: [1] }]));
    const report = await loadSources(connection, source(REPLACE, []));
    assert.ok(report.loadId);
    assert.equal(
      await query(connection, "SELECT count(*) FROM data.items UNION ALL SELECT count(*) FROM data.items__l"),
      [["0"], ["0"]],
    );
    assert.equal(await query(connection, LOADS), [["2"]]);
  }));

test("replace leaves tables alone that only look like its children", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, [source(REPLACE, [{ id: 1 }]), source({ table: "items__x" }, [{ a: 1, l: [1] }])]);
    await connection.run("CREATE TABLE data.items__notes AS SELECT 'mine' AS note");
    await loadSources(connection, source(REPLACE, []));
    assert.equal(
      await query(connection, "SELECT count(*) FROM data.items__x UNION ALL SELECT count(*) FROM data.items__x__l"),
      [["1"], ["1"]],
    );
    assert.equal(await query(connection, "SELECT note FROM data.items__notes"), [["mine"]]);
  }));

test("merge replaces rows by key, with their child rows on every level", () =>
  withDatabase(async (connection) => {
    await loadSources(
      connection,
      source(MERGE, [
        { id: 1, v: "a", l: [{ m: [1, 2] }, { m: [3] }] },
        { id: 2, v: "b", l: [{ m: [4] }] },
      ]),
    );
    await loadSources(
      connection,
      source(MERGE, [
        { id: 1, v: "c", l: [{ m: [9] }] },
        { id: 3, v: "d" },
      ]),
    );
    assert.equal(await query(connection, "SELECT id, v FROM data.items ORDER BY id"), [
      ["1", "c"],
      ["2", "b"],
      ["3", "d"],
    ]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l__m ORDER BY 1"), [["4"], ["9"]]);
    assert.equal(await query(connection, "SELECT count(*) FROM data.items__l"), [["2"]]);
    const joined = "SELECT count(*) FROM data.items__l__m m JOIN data.items i ON i._dlt_id = m._dlt_root_id";
    assert.equal(await query(connection, joined), [["2"]]);
  }));

test("merge removes child rows when a record lost its lists", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(MERGE, [{ id: 1, l: [1, 2] }]));
    await loadSources(connection, source(MERGE, [{ id: 1, l: null }]));
    assert.equal(await query(connection, "SELECT count(*) FROM data.items__l"), [["0"]]);
  }));

test("of several records with one key the last one read counts, and only its children", () =>
  withDatabase(async (connection) => {
    const records = [
      { id: 1, v: "first", l: [1, 2, 3] },
      { id: 2, v: "only", l: [4] },
      { id: 1, v: "last", l: [5] },
    ];
    await loadSources(connection, source(MERGE, records.slice(0, 2), records.slice(2)));
    assert.equal(await query(connection, "SELECT id, v FROM data.items ORDER BY id"), [
      ["1", "last"],
      ["2", "only"],
    ]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l ORDER BY 1"), [["4"], ["5"]]);
  }));

test("the last one read counts also when the records bring the same _dlt_id along", () =>
  withDatabase(async (connection) => {
    const records = [
      { id: 1, _dlt_id: "same", l: [1, 2, 3] },
      { id: 1, _dlt_id: "same", l: [5] },
    ];
    await loadSources(connection, source(MERGE, records));
    assert.equal(await query(connection, "SELECT count(*) FROM data.items"), [["1"]]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l"), [["5"]]);
  }));

test("the last one read counts far apart in a long run, by a compound key too", () =>
  withDatabase(async (connection) => {
    const page = (version: number) => Array.from({ length: 3_000 }, (_, id) => ({ id, part: `p${id % 2}`, version }));
    const plan = { ...MERGE, primaryKey: ["id", "part"] };
    await loadSources(connection, source(plan, page(1), page(2), page(3)));
    assert.equal(await query(connection, "SELECT count(*), min(version), max(version) FROM data.items"), [
      ["3000", "3", "3"],
    ]);
    await loadSources(connection, source(plan, page(4).slice(0, 10)));
    assert.equal(await query(connection, "SELECT version, count(*) FROM data.items GROUP BY 1 ORDER BY 1"), [
      ["3", "2990"],
      ["4", "10"],
    ]);
  }));

test("merge without a key appends", () =>
  withDatabase(async (connection) => {
    const plan: Partial<LoadPlan> = { writeDisposition: "merge" };
    for (let run = 0; run < 2; run++) await loadSources(connection, source(plan, [{ id: 1, l: [1] }]));
    assert.equal(await query(connection, "SELECT count(*) FROM data.items"), [["2"]]);
    assert.equal(
      await query(connection, "SELECT count(*) FROM data.items__l JOIN data.items i ON i._dlt_id = _dlt_root_id"),
      [["2"]],
    );
  }));

test("key and system columns are NOT NULL, others are not", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(MERGE, [{ id: 1, v: 1, l: [1] }]));
    const nullable = await query(
      connection,
      "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'data' AND is_nullable AND table_name LIKE 'items%'",
    );
    assert.equal(nullable, [
      ["items", "v"],
      ["items__l", "value"],
    ]);
  }));

test("a record without its key is an error before anything is visible", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(MERGE, [{ id: 1 }]));
    for (const bad of [
      '[{"id": 2}, {"id": null}]',
      '[{"id": 2}, {"x": 1}]',
      '[{"id": 2}, {"id": "abc"}]',
      '[{"id": 2}, {"id": {"x": 1}}]',
    ]) {
      const error = await failureOf(loadSources(connection, source(MERGE, bad)));
      assert.match(error.message, /items: record 2 has no value for id, which must not be null/);
    }
    assert.match(
      (await failureOf(loadSources(connection, source({ ...MERGE, table: "fresh" }, '[{"x": 1}]')))).message,
      /has no value for id/,
    );
    assert.equal(await query(connection, "SELECT id FROM data.items"), [["1"]]);
    assert.equal(await tablesOf(connection), ["items"]);
  }));

test("a run that read nothing makes no load, but for a pipeline's first, which stores its state as in dlt", () =>
  withDatabase(async (connection) => {
    const sources = [source(APPEND, []), source({ ...MERGE, table: "b" }, []), source({ ...REPLACE, table: "c" }, [])];
    assert.ok((await loadSources(connection, sources)).loadId);
    assert.is((await loadSources(connection, sources)).loadId, null);
    assert.equal(await tablesOf(connection), []);
    assert.equal(await query(connection, "SELECT count(*) FROM data._dlt_loads"), [["1"]]);
  }));

test("full refresh makes the tables of its resources anew, in the same transaction", () =>
  withDatabase(async (connection) => {
    const other = source({ table: "other" }, [{ a: 1 }]);
    await loadSources(connection, [source(APPEND, '[{"id": "text", "l": [1], "gone": 1}]'), other]);
    await loadSources(connection, source(MERGE, '[{"id": 1}]'), { fullRefresh: true });
    assert.equal(await columnsOf(connection, "items"), ["id BIGINT"]);
    assert.equal(await tablesOf(connection), ["items", "other"]);
    await loadSources(connection, source(MERGE, '[{"id": "x"}]'), { fullRefresh: true });
    assert.equal(await columnsOf(connection, "items"), ["id VARCHAR"]);
    const report = await loadSources(connection, source(MERGE, []), { fullRefresh: true });
    assert.ok(report.loadId);
    assert.equal(await tablesOf(connection), ["other"]);
  }));

test("append, then merge: child tables without root ids need a full refresh", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(APPEND, [{ id: 1, l: [1] }]));
    const error = await failureOf(loadSources(connection, source(MERGE, [{ id: 1, l: [2] }])));
    assert.match(error.message, /items__l has no column _dlt_root_id.*full refresh/);
    await loadSources(connection, source(MERGE, [{ id: 1, l: [2] }]), { fullRefresh: true });
    assert.equal(await query(connection, "SELECT value FROM data.items__l"), [["2"]]);
  }));

test("merge, then append: child rows go on naming their root, as in dlt", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(MERGE, [{ id: 1, l: [1] }]));
    await loadSources(connection, source(APPEND, [{ id: 1, l: [2] }]));
    assert.equal(
      await query(connection, "SELECT count(*) FROM data.items__l JOIN data.items i ON i._dlt_id = _dlt_root_id"),
      [["2"]],
    );
  }));

test("two resources may fill one table, but not with different keys or dispositions", () =>
  withDatabase(async (connection) => {
    const open = source({ ...MERGE, resource: "open" }, [{ id: 1, state: "open", l: [1] }]);
    const closed = source({ ...MERGE, resource: "closed" }, [
      { id: 1, state: "closed", l: [2] },
      { id: 2, more: 1 },
    ]);
    const report = await loadSources(connection, [open, closed]);
    assert.equal(
      report.resources.map(({ resource, rows }) => ({ resource, rows })),
      [
        { resource: "open", rows: { items: 1, items__l: 1 } },
        { resource: "closed", rows: { items: 2, items__l: 1 } },
      ],
    );
    assert.equal(await query(connection, "SELECT id, state FROM data.items ORDER BY id"), [
      ["1", "closed"],
      ["2", null],
    ]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l"), [["2"]]);
    const error = await failureOf(loadSources(connection, [open, source({ ...APPEND, resource: "log" }, [])]));
    assert.match(error.message, /open and log both load into table items/);
  }));

test.run();
