import { createHash } from "node:crypto";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deleteInsert } from "../../templates/load/delete-insert.js";
import { childIds } from "../../templates/load/dlt-ids.js";
import { addId, createIdList, valuesOf } from "../../templates/load/id-list.js";
import { loadSources, query, source, withDatabase } from "./support.js";

const test = suite("row ids");

/** The id of a child row as dlt makes it, by Node's own hash. */
function hashOf(parent: unknown, table: string, index: unknown): string {
  const hash = createHash("shake128", { outputLength: 10 }).update(`${parent}_${table}_${index}`);
  return hash.digest("base64").slice(0, 14);
}

test("the id of a child row is SHAKE-128 of its place, whatever the parent's id looks like", () => {
  const idsOf = (table: string, parent: string, first: number, count: number): readonly unknown[] => {
    const [ids, parents] = [createIdList(), createIdList()];
    for (const id of ["another parent", parent]) addId(parents, id);
    const indexes = Int32Array.from({ length: count }, (_, index) => first + index);
    childIds(table)(ids, { count, parents: new Int32Array(count).fill(1), indexes }, parents);
    return valuesOf(ids);
  };
  assert.equal(idsOf("r__k", "z5jIxXIbUnmbKw", 0, 1), ["+k3flaK76MrrcQ"]);
  for (const table of ["t", "orders__lines", "t٣", "t".repeat(133), "t".repeat(134), "t".repeat(300)]) {
    for (const parent of [
      "z5jIxXIbUnmbKw",
      "8",
      "some other id",
      "fourteen chars",
      "naïve fourteen",
      "x".repeat(200),
    ]) {
      for (const [first, count] of [
        [0, 64],
        [7, 5],
        [96, 5],
        [12_345, 1],
        [2_147_483_646, 2],
      ] as const) {
        const expected = Array.from({ length: count }, (_, index) => hashOf(parent, table, first + index));
        assert.equal(idsOf(table, parent, first, count), expected);
      }
    }
  }
});

test("ids of rows do not depend on those that were made before them", () => {
  const indexes = Int32Array.from([0, 1, 12_345, 100, 7, 3, 10, 9, 2_147_483_647, 0, 99, 100, 5]);
  const parents = Int32Array.from(indexes, (_, row) => row % 3);
  const [ids, parentIds] = [createIdList(), createIdList()];
  const texts = ["z5jIxXIbUnmbKw", "an id of another form", "K3flaK76MrrcQ+"];
  for (const text of texts) addId(parentIds, text);
  childIds("orders__lines")(ids, { count: indexes.length, parents, indexes }, parentIds);
  const expected = Array.from(indexes, (index, row) => hashOf(texts[row % 3], "orders__lines", index));
  assert.equal(valuesOf(ids), expected);
});

test("child ids follow from their place, root ids are random, an id of the data is kept", () =>
  withDatabase(async (connection) => {
    await loadSources(
      connection,
      source({ table: "r" }, '[{"_dlt_id": "z5jIxXIbUnmbKw", "k": [1]}, {"_dlt_id": "", "k": [2]}, {"k": []}]'),
    );
    assert.equal(await query(connection, "SELECT _dlt_id FROM data.r__k WHERE value = 1"), [["+k3flaK76MrrcQ"]]);
    const ids = (await query(connection, "SELECT _dlt_id FROM data.r")).map(([id]) => String(id));
    assert.is(ids[0], "z5jIxXIbUnmbKw");
    assert.is(new Set(ids).size, 3);
    for (const id of ids.slice(1)) assert.match(id, /^[A-Za-z0-9+/]{13}[AQgw]$/);
    assert.equal(await query(connection, "SELECT count(*) FROM data.r__k JOIN data.r ON r._dlt_id = _dlt_parent_id"), [
      ["2"],
    ]);
  }));

test("an id that is null under one spelling of its name does not hide the one under another", () =>
  withDatabase(async (connection) => {
    const report = await loadSources(connection, source({}, '[{"x": 1}, {"_dlt_id": "a", "_DltId": null}]'));
    assert.equal(await query(connection, "SELECT _dlt_id FROM data.items WHERE x IS NULL"), [["a"]]);
    assert.equal(report.resources[0]?.warnings, []);
  }));

test("rows that stand on their own name the record that they were found in, however deep", () =>
  withDatabase(async (connection) => {
    const tags = { table: "r__lines__tags", writeDisposition: "merge", primaryKey: ["id"] } as const;
    const plan = { ...{ table: "r", primaryKey: ["n"] }, nested: [{ ...tags, strategy: deleteInsert() }] };
    const records = [
      { n: 1, lines: [{ tags: [{ id: 10 }] }, { tags: [{ id: 11 }, { id: 12 }] }] },
      { n: 2, lines: [{ tags: [] }, { v: 1 }, { tags: [{ id: 13 }] }] },
    ];
    await loadSources(connection, source({ ...plan, writeDisposition: "merge" }, records));
    const found =
      "SELECT id, n FROM data.r__lines__tags AS tag JOIN data.r AS r ON r._dlt_id = tag._dlt_root_id ORDER BY 1";
    assert.equal(await query(connection, found), [
      ["10", "1"],
      ["11", "1"],
      ["12", "1"],
      ["13", "2"],
    ]);
  }));

test("rows of any page and batch hang together, whatever ids the API sends for some of them", () =>
  withDatabase(async (connection) => {
    const sent = (row: number, isOwn: boolean): { readonly own?: string; readonly _dlt_id?: string } => {
      const id = [`sent ${row}`, `sent-by-api-${row}`.padEnd(14, "."), `gesendet-ü-${row}`][row % 3] ?? "";
      return isOwn ? { own: id, _dlt_id: id } : {};
    };
    const records = Array.from({ length: 3_000 }, (_, n) => ({
      ...{ n, ...sent(n, n % 500 < 2) },
      lines: Array.from({ length: n % 4 }, (_, m) => ({
        ...{ n: 10 * n + m, ...sent(10 * n + m, m === 1 && n % 701 === 2) },
        tags: Array.from({ length: (n + m) % 3 }, (_, k) => 100 * n + 10 * m + k),
      })),
    }));
    const pages = [0, 7, 1_500, 1_501, 2_900, 3_000].map((start, at, starts) => records.slice(start, starts[at + 1]));
    await loadSources(connection, source({ table: "r", writeDisposition: "merge", primaryKey: ["n"] }, ...pages));
    const ids = "_dlt_id, _dlt_parent_id, _dlt_root_id, _dlt_list_idx";
    const roots = await query(connection, "SELECT _dlt_id, n, own FROM data.r");
    const lines = await query(connection, `SELECT ${ids}, n, own FROM data.r__lines`);
    const tags = await query(connection, `SELECT ${ids}, value FROM data.r__lines__tags`);
    const numbers = new Map<unknown, number>();
    for (const [id, n, own] of roots) {
      assert.is(id, own ?? id);
      numbers.set(id, Number(n));
    }
    assert.is(numbers.size, 3_000);
    const rootIds = new Map<unknown, unknown>();
    for (const [id, parent, root, index, n, own] of lines) {
      assert.equal(
        [id, root, Number(n)],
        [...[own ?? hashOf(parent, "r__lines", index), parent], 10 * (numbers.get(parent) ?? NaN) + Number(index)],
      );
      numbers.set(id, Number(n));
      rootIds.set(id, root);
    }
    assert.is(rootIds.size, 4_500);
    for (const [id, parent, root, index, value] of tags) {
      assert.equal(
        [id, root, Number(value)],
        [
          ...[hashOf(parent, "r__lines__tags", index), rootIds.get(parent)],
          10 * (numbers.get(parent) ?? NaN) + Number(index),
        ],
      );
    }
    assert.is(tags.length, records.flatMap((record) => record.lines.flatMap((line) => line.tags)).length);
    assert.is(lines.filter(([, , , , , own]) => own !== null).length, 3);
  }));

test.run();
