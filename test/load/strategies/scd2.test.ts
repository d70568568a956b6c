import type { DuckDBConnection } from "@duckdb/node-api";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DeclaredColumn } from "../../../templates/load/declared.js";
import type { LoadPlan } from "../../../templates/load/plan.js";
import { scd2, type Scd2Options } from "../../../templates/load/scd2.js";
import { columnsOf, loadSources, query, source, withDatabase } from "../support.js";
import { loadCounted, orphans, rowsOfItems } from "./support.js";

const test = suite("scd2");

const VALIDITY = { validFrom: "_dlt_valid_from", validTo: "_dlt_valid_to" };

function history(options: Partial<Scd2Options> = {}, more: Partial<LoadPlan> = {}): Partial<LoadPlan> {
  const all = { ...VALIDITY, ...options };
  const columns: DeclaredColumn[] = [all.validFrom, all.validTo].map((name) => ({ name, dataType: "timestamp" }));
  return { writeDisposition: "merge", strategy: scd2(all), declared: [{ table: "items", columns }], ...more };
}

/** Rows with the loads, by number, in which they began and ceased to be valid. */
function versions(connection: DuckDBConnection, columns: string): Promise<string[]> {
  const begin = "dense_rank() OVER (ORDER BY _dlt_valid_from)";
  const times = "(SELECT list(DISTINCT _dlt_valid_from ORDER BY _dlt_valid_from) FROM data.items)";
  return rowsOfItems(
    connection,
    `${columns}, ${begin}, coalesce(list_position(${times}, _dlt_valid_to)::VARCHAR, CASE WHEN _dlt_valid_to IS NULL THEN '-' ELSE 'x' END)`,
  );
}

test("a changed record is a new row, and the row that was valid is retired, as is that of a record that is gone", () =>
  withDatabase(async (connection) => {
    const load = (records: readonly object[]) => loadCounted(connection, source(history(), records));
    await load([
      { id: 1, v: "a", l: [1] },
      { id: 2, v: "b", l: [2] },
      { id: 3, v: "c" },
    ]);
    const counted = await load([
      { id: 1, v: "x", l: [1] },
      { id: 2, v: "b", l: [2, 3] },
      { id: 3, v: "c" },
    ]);
    assert.equal(counted, { loaded: 2, merged: 1, filtered: 0, discarded: 0 });
    await load([
      { id: 1, v: "a", l: [1] },
      { id: 3, v: "c" },
    ]);
    assert.equal(await versions(connection, "id, v"), [
      "1 a 1 2",
      "1 a 3 -",
      "1 x 2 3",
      "2 b 1 2",
      "2 b 2 3",
      "3 c 1 -",
    ]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l ORDER BY ALL"), [
      ["1"],
      ["1"],
      ["2"],
      ["2"],
      ["3"],
    ]);
    assert.equal((await columnsOf(connection, "items", true)).slice(0, 3), [
      ...["_dlt_valid_from TIMESTAMP WITH TIME ZONE", "_dlt_valid_to TIMESTAMP WITH TIME ZONE", "id BIGINT"],
    ]);
    assert.is(await orphans(connection, "items__l", false), "0");
  }));

test("ids are hashes of the whole record: its keys in any order, but 1 and 1.0 are different", () =>
  withDatabase(async (connection) => {
    await loadSources(
      connection,
      source(history(), '[{"b": 1, "a": {"10": null, "9": "é", "é": 1.0}, "_dlt_x": 5}, 7]'),
    );
    // SHAKE-128 of {"a":{"10":null,"9":"é","é":1.0},"b":1} and {"value":7}
    assert.equal(await query(connection, "SELECT _dlt_id FROM data.items"), [["NqxtvHkyOEUaMA"], ["VZzWEWZ6jXuf+A"]]);
    const load = async (text: string) => (await loadCounted(connection, source(history(), text))).loaded;
    assert.is(await load('[{"a": {"é": 1.0, "9": "é", "10": null}, "b": 1}, 7]'), 0);
    assert.is(await load('[{"a": {"é": 1, "9": "é", "10": null}, "b": 1}, 7]'), 1);
  }));

test("with a merge key only rows of the keys in the run are retired", () =>
  withDatabase(async (connection) => {
    const plan = history({}, { mergeKey: ["code", "part"] });
    await loadSources(
      connection,
      source(plan, [
        { code: "a", part: "bc", v: 1 },
        { code: "ab", part: "c", v: 1 },
      ]),
    );
    await loadSources(connection, source(plan, [{ code: "a", part: "bc", v: 2 }]));
    assert.equal(await versions(connection, "code, part, v"), ["a bc 1 1 2", "a bc 2 2 -", "ab c 1 1 -"]);
  }));

test("times of validity and names of their columns can be given", () =>
  withDatabase(async (connection) => {
    const times = { boundaryTimestamp: "2024-05-01T00:00:00.000Z", activeRecordTimestamp: "9999-12-31T00:00:00.000Z" };
    const plan = (boundaryTimestamp: string) =>
      history({ validFrom: "since", validTo: "until", ...times, boundaryTimestamp });
    await loadSources(
      connection,
      source(plan(times.boundaryTimestamp), [
        { id: 1, v: 1 },
        { id: 2, v: 1 },
      ]),
    );
    await loadSources(
      connection,
      source(plan("2024-06-01T00:00:00.000Z"), [
        { id: 1, v: 2 },
        { id: 2, v: 1 },
      ]),
    );
    assert.equal(await rowsOfItems(connection, "id, v, since::DATE, until::DATE"), [
      ...["1 1 2024-05-01 2024-06-01", "1 2 2024-06-01 9999-12-31", "2 1 2024-05-01 9999-12-31"],
    ]);
  }));

test("a version column in place of the hash: rows have random ids, and child rows come with new versions alone", () =>
  withDatabase(async (connection) => {
    const plan = history({ rowVersionColumn: "rev" });
    await loadSources(
      connection,
      source(plan, [
        { id: 1, rev: "1a", l: [1] },
        { id: 2, rev: "2a", l: [2] },
      ]),
    );
    await loadSources(
      connection,
      source(plan, [
        { id: 1, rev: "1b", l: [3] },
        { id: 2, rev: "2a", l: [4] },
      ]),
    );
    assert.equal(await versions(connection, "id, rev"), ["1 1a 1 2", "1 1b 2 -", "2 2a 1 -"]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l ORDER BY 1"), [["1"], ["2"], ["3"]]);
    assert.is(await orphans(connection, "items__l", false), "0");
  }));

test("source_filter leaves records out, which retires their rows; destination_scope limits what is retired", () =>
  withDatabase(async (connection) => {
    await loadSources(
      connection,
      source(history(), [
        { id: 1, v: 1 },
        { id: 2, v: 1 },
        { id: 3, v: 1 },
      ]),
    );
    const plan = history({ sourceFilter: "id <> 2", destinationScope: "{table}.id < 3" });
    const counted = await loadCounted(
      connection,
      source(plan, [
        { id: 1, v: 1 },
        { id: 2, v: 1 },
        { id: 4, v: 1 },
      ]),
    );
    assert.equal(counted, { loaded: 1, merged: 1, filtered: 1, discarded: 0 });
    assert.equal(await versions(connection, "id"), ["1 1 -", "2 1 2", "3 1 -", "4 2 -"]);
  }));

test("a column of the API's that is called like a validity column does not get through", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(history(), [{ id: 1, _dlt_valid_to: "2020-01-01T00:00:00Z" }]));
    assert.equal(await query(connection, "SELECT _dlt_valid_to FROM data.items"), [[null]]);
  }));

test.run();
