import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DeclaredColumn } from "../../../templates/load/declared.js";
import { deleteInsert, type DeleteInsertOptions } from "../../../templates/load/delete-insert.js";
import type { LoadPlan } from "../../../templates/load/plan.js";
import { failureOf, loadSources, query, source, withDatabase } from "../support.js";
import { loadCounted, orphans, rowsOfItems } from "./support.js";

const test = suite("delete-insert");

function plan(more: Partial<LoadPlan>, options?: DeleteInsertOptions): Partial<LoadPlan> {
  return { writeDisposition: "merge", strategy: deleteInsert(options), ...more };
}

function declaring(...columns: readonly DeclaredColumn[]): Partial<LoadPlan> {
  return { declared: [{ table: "items", columns }] };
}

test("a merge key replaces all rows that have its value, without telling records of a run apart", () =>
  withDatabase(async (connection) => {
    const days = plan({ mergeKey: ["day"] });
    const first = [
      { day: "1", h: 1, l: [1] },
      { day: "1", h: 2, l: [2] },
      { day: "2", h: 1, l: [3] },
    ];
    assert.equal(await loadCounted(connection, source(days, first)), {
      loaded: 3,
      merged: 0,
      filtered: 0,
      discarded: 0,
    });
    const second = [
      { day: "1", h: 3 },
      { day: "1", h: 3, l: [4] },
    ];
    assert.equal(await loadCounted(connection, source(days, second)), {
      loaded: 2,
      merged: 0,
      filtered: 0,
      discarded: 0,
    });
    assert.equal(await rowsOfItems(connection, "day, h"), ["1 3", "1 3", "2 1"]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l ORDER BY 1"), [["3"], ["4"]]);
    assert.is(await orphans(connection), "0");
  }));

test("with both keys a row goes when either is the same, and null is the same as nothing", () =>
  withDatabase(async (connection) => {
    const both = plan({ primaryKey: ["id"], mergeKey: ["region"], ...declaring({ name: "region", nullable: true }) });
    await loadSources(
      connection,
      source(both, [{ id: 1, region: "n" }, { id: 2, region: "n" }, { id: 3, region: "s" }, { id: 5 }]),
    );
    const counted = await loadCounted(
      connection,
      source(both, [{ id: 4, region: "n" }, { id: 3, region: "w" }, { id: 6 }]),
    );
    assert.equal(counted, { loaded: 2, merged: 1, filtered: 0, discarded: 0 });
    assert.equal(await rowsOfItems(connection, "id, region"), ["3 w", "4 n", "5", "6"]);
  }));

test("dedup_sort decides among records of one key; equal values leave it to the last one read, null never wins", () =>
  withDatabase(async (connection) => {
    const highest = plan({ primaryKey: ["id"], ...declaring({ name: "rev", dataType: "bigint", dedupSort: "desc" }) });
    const records = [
      ...[
        { id: 1, rev: 2, v: "a", l: [1] },
        { id: 1, rev: 3, v: "b", l: [2] },
        { id: 1, rev: 1, v: "c", l: [3] },
      ],
      ...[
        { id: 2, rev: 7, v: "d" },
        { id: 2, rev: 7, v: "e" },
        { id: 3, rev: 1, v: "f" },
        { id: 3, rev: null, v: "g" },
      ],
    ];
    assert.equal(await loadCounted(connection, source(highest, records)), {
      loaded: 3,
      merged: 4,
      filtered: 0,
      discarded: 0,
    });
    assert.equal(await rowsOfItems(connection, "id, v"), ["1 b", "2 e", "3 f"]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l"), [["2"]]);
    const lowest = plan({ primaryKey: ["id"], ...declaring({ name: "rev", dedupSort: "asc" }) });
    await loadSources(connection, source(lowest, records));
    assert.equal(await rowsOfItems(connection, "id, v"), ["1 c", "2 e", "3 f"]);
  }));

test("hard_delete looks at the record that wins: true of a bool, anything but null of another type", () =>
  withDatabase(async (connection) => {
    const flagged = plan({ primaryKey: ["id"], ...declaring({ name: "gone", dataType: "bool", hardDelete: true }) });
    await loadSources(
      connection,
      source(
        flagged,
        [1, 2, 3].map((id) => ({ id, gone: id === 3 ? null : false, l: [id] })),
      ),
    );
    const second = [
      { id: 1, gone: true },
      { id: 2, gone: true },
      { id: 2, gone: false, l: [9] },
      { id: 4, gone: true, l: [4] },
    ];
    assert.equal(await loadCounted(connection, source(flagged, second)), {
      loaded: 0,
      merged: 4,
      filtered: 0,
      discarded: 0,
    });
    assert.equal(await rowsOfItems(connection, "id, gone"), ["2 false", "3"]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l ORDER BY 1"), [["3"], ["9"]]);
    const marked = plan({ primaryKey: ["id"], ...declaring({ name: "at", dataType: "timestamp", hardDelete: true }) });
    await loadSources(
      connection,
      source(marked, [
        { id: 3, at: "2024-01-01T00:00:00Z" },
        { id: 5, at: null },
      ]),
    );
    assert.equal(await rowsOfItems(connection, "id"), ["2", "5"]);
  }));

test("records that are said to be deduplicated are not compared", () =>
  withDatabase(async (connection) => {
    const trusted = plan({ primaryKey: ["id"] }, { deduplicated: true });
    await loadSources(
      connection,
      source(trusted, [
        { id: 1, v: 1 },
        { id: 1, v: 2 },
      ]),
    );
    assert.equal(await rowsOfItems(connection, "id, v"), ["1 1", "1 2"]);
    const counted = await loadCounted(connection, source(trusted, [{ id: 1, v: 3 }]));
    assert.equal(counted, { loaded: 0, merged: 1, filtered: 0, discarded: 0 });
    assert.equal(await rowsOfItems(connection, "id, v"), ["1 3"]);
  }));

test("source_filter leaves records out of every step, under their columns' own names", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(plan({ primaryKey: ["id"] }), [{ id: 1, v_w: 5, l: [1] }]));
    const records = `[{"id": 1, "v w": 1, "l": [2]}, {"id": 2, "v w": 2, "l": [3]}, {"id": 2, "v w": 0}, {"id": 3}]`;
    const plain = plan({ primaryKey: ["id"] }, { sourceFilter: "V_W > 1 -- {{only}} these" });
    assert.equal(await loadCounted(connection, source(plain, records)), {
      loaded: 1,
      merged: 0,
      filtered: 3,
      discarded: 0,
    });
    assert.equal(await rowsOfItems(connection, "id, v_w"), ["1 5", "2 2"]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l ORDER BY 1"), [["1"], ["3"]]);
  }));

test("destination_scope names the rows that go in place of the keys, with their child rows", () =>
  withDatabase(async (connection) => {
    const all = [
      { id: 1, day: 1, l: [1] },
      { id: 2, day: 2, l: [2] },
      { id: 3, day: 3, l: [3] },
    ];
    await loadSources(connection, source(plan({ primaryKey: ["id"] }), all));
    const scope = "{table}.day >= (SELECT min(day) FROM {staging_table}) AND id <> 3";
    const scoped = plan({ primaryKey: ["id"] }, { destinationScope: scope });
    const counted = await loadCounted(
      connection,
      source(scoped, [
        { id: 1, day: 2, l: [9] },
        { id: 1, day: 2, l: [8] },
      ]),
    );
    assert.equal(counted, { loaded: 0, merged: 2, filtered: 0, discarded: 0 });
    assert.equal(await rowsOfItems(connection, "id, day"), ["1 1", "1 2", "3 3"]);
    assert.equal(await query(connection, "SELECT value FROM data.items__l ORDER BY 1"), [["1"], ["3"], ["8"]]);
  }));

test("without any key a scope alone replaces rows", () =>
  withDatabase(async (connection) => {
    const scoped = plan({}, { destinationScope: "day = 1" });
    for (const v of [1, 2])
      await loadSources(
        connection,
        source(scoped, [
          { day: 1, v },
          { day: 2, v },
        ]),
      );
    assert.equal(await rowsOfItems(connection, "day, v"), ["1 2", "2 1", "2 2"]);
  }));

test("a condition that is no SQL is an error, and everything stays as it was", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(plan({ primaryKey: ["id"] }), [{ id: 1, v: 1 }]));
    for (const options of [{ sourceFilter: "v >" }, { destinationScope: "nowhere.v = 1" }]) {
      const error = await failureOf(
        loadSources(connection, source(plan({ primaryKey: ["id"] }, options), [{ id: 2 }])),
      );
      assert.match(error.message, /Parser Error|Binder Error/);
    }
    assert.equal(await rowsOfItems(connection, "id, v"), ["1 1"]);
  }));

test("two resources of one table are each accounted for", () =>
  withDatabase(async (connection) => {
    const shared = plan({ primaryKey: ["id"] });
    await loadSources(connection, source(shared, [{ id: 1 }, { id: 2 }]));
    const { resources } = await loadSources(connection, [
      source({ ...shared, resource: "a", table: "items" }, [{ id: 1 }, { id: 7 }, { id: 8 }]),
      source({ ...shared, resource: "b", table: "items" }, [{ id: 8 }, { id: 2 }]),
    ]);
    assert.equal(
      resources.map(({ accounting }) => accounting),
      [
        { fetched: 3, loaded: 1, merged: 2, filtered: 0, discarded: 0 },
        { fetched: 2, loaded: 1, merged: 1, filtered: 0, discarded: 0 },
      ],
    );
  }));

test.run();
