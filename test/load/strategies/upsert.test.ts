import { suite } from "uvu";
import * as assert from "uvu/assert";
import { cdc, type CdcOptions } from "../../../templates/load/cdc.js";
import { insertOnly } from "../../../templates/load/insert-only.js";
import type { LoadPlan } from "../../../templates/load/plan.js";
import { upsert, type UpsertOptions } from "../../../templates/load/upsert.js";
import { loadSources, query, source, withDatabase } from "../support.js";
import { loadCounted, orphans, rowsOfItems } from "./support.js";

const test = suite("strategies by primary key");

const KEYED: Partial<LoadPlan> = { writeDisposition: "merge", primaryKey: ["id"] };
const FLAGGED: Partial<LoadPlan> = {
  declared: [{ table: "items", columns: [{ name: "gone", dataType: "bool", hardDelete: true }] }],
};

function upserting(options?: UpsertOptions, more: Partial<LoadPlan> = {}): Partial<LoadPlan> {
  return { ...KEYED, strategy: upsert(options), ...more };
}

function capturing(options?: CdcOptions, more: Partial<LoadPlan> = {}): Partial<LoadPlan> {
  return { ...KEYED, strategy: cdc(options), ...more };
}

const INSERTING: Partial<LoadPlan> = { ...KEYED, strategy: insertOnly() };

test("row ids follow from the key as it was received, as in dlt, and those of child rows from them", () =>
  withDatabase(async (connection) => {
    for (const _run of [1, 2]) {
      await loadSources(connection, source({ ...upserting(), table: "r" }, '[{"id": 1, "k": ["a"]}]'));
      assert.equal(await query(connection, "SELECT _dlt_id FROM data.r"), [["z5jIxXIbUnmbKw"]]);
      assert.equal(await query(connection, "SELECT _dlt_id FROM data.r__k"), [["+k3flaK76MrrcQ"]]);
    }
    const plan = upserting({}, { table: "deep", primaryKey: ["b__c", "a"] });
    await loadSources(
      connection,
      source(plan, '[{"A": "é", "b": {"C": 1.0}}, {"A": "2024-01-01T00:00:00Z", "b": {"C": 1}}]'),
    );
    const ids = await query(connection, "SELECT _dlt_id FROM data.deep");
    // SHAKE-128 of {"a":"é","b__c":1.0} and {"a":"2024-01-01T00:00:00Z","b__c":1}
    assert.equal(ids, [["68BFpQVZ7kcaag"], ["28aVIi7XLyyUZw"]]);
  }));

test("upsert replaces rows with all their columns, and child rows that are gone", () =>
  withDatabase(async (connection) => {
    await loadSources(
      connection,
      source(upserting(), [
        { id: 1, v: "a", w: 1, l: [1, 2] },
        { id: 2, v: "b", l: [3] },
      ]),
    );
    const counted = await loadCounted(
      connection,
      source(upserting(), [
        { id: 1, v: "c", l: [9] },
        { id: 3, v: "d" },
      ]),
    );
    assert.equal(counted, { loaded: 1, merged: 1, filtered: 0, discarded: 0 });
    assert.equal(await rowsOfItems(connection, "id, v, w"), ["1 c", "2 b", "3 d"]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l ORDER BY 1"), [["3"], ["9"]]);
    assert.is(await orphans(connection), "0");
  }));

test("upsert keeps the last one read of several records with one key", () =>
  withDatabase(async (connection) => {
    for (const v of ["x", "y"]) {
      const records = [
        { id: 1, v: "first", l: [1, 2] },
        { id: 2, v },
        { id: 1, v, l: [3] },
      ];
      const counted = await loadCounted(connection, source(upserting(), records));
      assert.is(counted.merged, v === "x" ? 1 : 3);
    }
    assert.equal(await rowsOfItems(connection, "id, v"), ["1 y", "2 y"]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l"), [["3"]]);
  }));

test("upsert deletes flagged rows that are there; a flagged new one is a row without child rows, as in dlt", () =>
  withDatabase(async (connection) => {
    const plan = upserting({}, FLAGGED);
    await loadSources(
      connection,
      source(plan, [
        { id: 1, gone: false, l: [1] },
        { id: 2, l: [2] },
      ]),
    );
    const records = [
      { id: 1, gone: true, l: [1] },
      { id: 3, gone: true, l: [3] },
      { id: 2, gone: true },
      { id: 2, gone: false, l: [4] },
    ];
    const counted = await loadCounted(connection, source(plan, records));
    assert.equal(counted, { loaded: 1, merged: 3, filtered: 0, discarded: 0 });
    assert.equal(await rowsOfItems(connection, "id, gone"), ["2 false", "3 true"]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l"), [["4"]]);
  }));

test("unchanged rows keep their load id when they are skipped; their child rows are brought up to date", () =>
  withDatabase(async (connection) => {
    const plan = upserting({ skipUnchangedRows: true });
    const first = [
      { id: 1, v: 1, l: [1] },
      { id: 2, v: 2, l: [2] },
      { id: 3, v: null, w: 1 },
    ];
    await loadSources(connection, source(plan, first));
    const second = [
      { id: 1, v: 1, l: [5] },
      { id: 2, v: 3, l: [2] },
      { id: 3, v: null, w: 1 },
      { id: 4, v: 4 },
    ];
    const counted = await loadCounted(connection, source(plan, second));
    assert.equal(counted, { loaded: 1, merged: 3, filtered: 0, discarded: 0 });
    const loads = "dense_rank() OVER (ORDER BY _dlt_load_id)";
    assert.equal(await query(connection, `SELECT id, v, ${loads} FROM data.items ORDER BY id`), [
      ...[
        ["1", "1", "1"],
        ["2", "3", "2"],
        ["3", null, "1"],
        ["4", "4", "2"],
      ],
    ]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l ORDER BY 1"), [["2"], ["5"]]);
    assert.is(await orphans(connection), "0");
  }));

test("a version column decides alone whether a row changed", () =>
  withDatabase(async (connection) => {
    const declared = [{ table: "items", columns: [{ name: "rev", nullable: false }] }];
    const plan = upserting({ skipUnchangedRows: true, rowVersionColumn: "rev" }, { declared });
    await loadSources(
      connection,
      source(plan, [
        { id: 1, rev: 1, v: "a" },
        { id: 2, rev: 1, v: "a" },
      ]),
    );
    await loadSources(
      connection,
      source(plan, [
        { id: 1, rev: 1, v: "b" },
        { id: 2, rev: 2, v: "b" },
      ]),
    );
    assert.equal(await rowsOfItems(connection, "id, v"), ["1 a", "2 b"]);
  }));

test("source_filter of upsert and cdc leaves records out of every step", () =>
  withDatabase(async (connection) => {
    await loadSources(
      connection,
      source(upserting(), [
        { id: 1, v: 1 },
        { id: 2, v: 2 },
      ]),
    );
    const records = [
      { id: 1, v: 0 },
      { id: 2, v: 5 },
      { id: 3, v: 6 },
    ];
    const filter = { sourceFilter: "v > 0 AND id < 3" };
    const counted = { loaded: 0, merged: 1, filtered: 2, discarded: 0 };
    assert.equal(await loadCounted(connection, source(upserting(filter), records)), counted);
    assert.equal(await rowsOfItems(connection, "id, v"), ["1 1", "2 5"]);
    assert.equal(await loadCounted(connection, source(capturing(filter), records)), counted);
    assert.equal(await rowsOfItems(connection, "id, v"), ["2 5"]);
  }));

test("insert-only leaves rows as they are; new places of their lists are new child rows, as in dlt", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(INSERTING, [{ id: 1, v: "a", l: [{ m: [1] }] }]));
    const records = [
      { id: 1, v: "b", l: [{ m: [2, 3] }, { m: [4] }] },
      { id: 2, v: "c" },
      { id: 2, v: "d", l: [{ m: [5] }] },
    ];
    const counted = await loadCounted(connection, source(INSERTING, records));
    assert.equal(counted, { loaded: 1, merged: 2, filtered: 0, discarded: 0 });
    assert.equal(await rowsOfItems(connection, "id, v"), ["1 a", "2 d"]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l__m ORDER BY 1"), [
      ["1"],
      ["3"],
      ["4"],
      ["5"],
    ]);
    assert.is(await orphans(connection), "0");
  }));

test("insert-only skips flagged records, and hangs no child rows on rows of another origin", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({ ...KEYED, declared: [] }, [{ id: 1, l: [1] }]));
    const plan = { ...INSERTING, ...FLAGGED };
    const counted = await loadCounted(
      connection,
      source(plan, [
        { id: 1, l: [7, 8] },
        { id: 2, gone: true, l: [2] },
      ]),
    );
    assert.equal(counted, { loaded: 0, merged: 2, filtered: 0, discarded: 0 });
    assert.equal(await query(connection, "SELECT value FROM data.items__l"), [["1"]]);
    assert.is(await orphans(connection), "0");
  }));

test("cdc deletes rows that the run does not have: all of them, those of its merge keys, or those in the scope", () =>
  withDatabase(async (connection) => {
    const all = [1, 2, 3, 4].map((id) => ({ id, part: id % 2, l: [id] }));
    const load = (plan: Partial<LoadPlan>, records: readonly object[]) =>
      loadCounted(connection, source(plan, records));
    await load(capturing(), all);
    assert.equal(await load(capturing(), all.slice(1)), { loaded: 0, merged: 3, filtered: 0, discarded: 0 });
    assert.equal(await rowsOfItems(connection, "id"), ["2", "3", "4"]);
    await load(capturing({}, { mergeKey: ["part"] }), [
      { id: 2, part: 0, l: [20] },
      { id: 6, part: 0 },
    ]);
    assert.equal(await rowsOfItems(connection, "id"), ["2", "3", "6"]);
    await load(capturing({ destinationScope: "{table}.id > 3" }), [{ id: 7, part: 1 }]);
    assert.equal(await rowsOfItems(connection, "id"), ["2", "3", "7"]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l ORDER BY 1"), [["3"], ["20"]]);
    assert.is(await orphans(connection), "0");
  }));

test("cdc deletes flagged rows and inserts no flagged ones; an empty run changes nothing", () =>
  withDatabase(async (connection) => {
    const plan = capturing({}, FLAGGED);
    await loadSources(
      connection,
      source(plan, [
        { id: 1, l: [1] },
        { id: 2, gone: true, l: [2] },
      ]),
    );
    assert.equal(await rowsOfItems(connection, "id"), ["1"]);
    await loadSources(connection, source(plan, []));
    assert.equal(await rowsOfItems(connection, "id"), ["1"]);
    await loadSources(connection, source(plan, [{ id: 1, gone: true }, { id: 3 }]));
    assert.equal(await rowsOfItems(connection, "id"), ["3"]);
    assert.equal(await query(connection, "SELECT count(*) FROM data.items__l"), [["0"]]);
  }));

test.run();
