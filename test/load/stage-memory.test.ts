import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ROW_NUMBER, stagedRows } from "../../templates/load/destination.js";
import { createDuckDbStage } from "../../templates/load/duckdb-stage.js";
import { closeBatch, columnOf, createStagedTable, endRow } from "../../templates/load/staged-table.js";
import type { Table } from "../../templates/load/schema.js";

const COLUMNS = Array.from({ length: 10 }, (_, index) => `text_${index}`);
/** So many that one batch makes a part. */
const CHARACTERS_OF_PART = 8_000_000;

async function onlyValue(connection: DuckDBConnection, sql: string): Promise<unknown> {
  const [[value] = []] = (await connection.runAndReadAll(sql)).getRows();
  return value;
}

const test = suite("memory of staged rows");

test("a stage of 100 parts fits memory that one part needs, and each part is read by itself", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run("SET threads = 1");
    await connection.run("SET memory_limit = '16MiB'");
    const table: Table = { name: "orders", columns: new Map(), exists: false };
    const staged = createStagedTable(
      table,
      { kind: "root", withRootId: false },
      { maxColumns: 100, nameLimit: 63, required: [] },
    );
    const stage = createDuckDbStage(connection, staged);
    for (let part = 0; part < 100; part++) {
      for (const name of COLUMNS) {
        const column = columnOf(staged, name, { kind: "text" });
        if (column !== undefined) column.values[0] = `${name} of part ${part}`;
      }
      staged.characters = CHARACTERS_OF_PART;
      endRow(staged);
      await stage.write();
    }
    await stage.finish();
    assert.is(stage.parts.length, 100);
    const rows = stagedRows(stage.parts.slice(41, 43), [ROW_NUMBER, "text_3"]);
    const found = await onlyValue(connection, `SELECT string_agg("Row number" || ' ' || text_3, ', ') FROM ${rows}`);
    assert.is(found, "41 text_3 of part 41, 42 text_3 of part 42");
    await stage.drop();
    assert.is(await onlyValue(connection, "SELECT count(*)::INT FROM duckdb_tables() WHERE temporary"), 0);
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
});

test("integers keep every digit, and wide ones among narrow ones do not cost a table each", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const table: Table = { name: "orders", columns: new Map(), exists: false };
    const staged = createStagedTable(
      table,
      { kind: "root", withRootId: false },
      { maxColumns: 100, nameLimit: 63, required: [] },
    );
    const stage = createDuckDbStage(connection, staged);
    const written = [
      1,
      -2_147_483_648,
      null,
      2_147_483_648,
      7,
      9_007_199_254_740_991,
      2n ** 62n,
      -8,
      2n ** 62n + 1n,
      9,
    ];
    for (const value of written) {
      const column = columnOf(staged, "total", { kind: "bigint" });
      if (column !== undefined) column.values[0] = value;
      endRow(staged);
      closeBatch(staged);
      await stage.write();
    }
    await stage.finish();
    const rows = stagedRows(stage.parts, [ROW_NUMBER, "total"]);
    const found = await connection.runAndReadAll(`SELECT total FROM ${rows} ORDER BY "Row number"`);
    assert.equal(
      found.getRows().flat(),
      written.map((value) => (value === null ? null : BigInt(value))),
    );
    assert.is(await onlyValue(connection, "SELECT count(*)::INT FROM duckdb_tables() WHERE temporary"), 3);
    await stage.drop();
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
});

test.run();
