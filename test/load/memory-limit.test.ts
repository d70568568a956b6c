import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { OpenDatabase } from "../../templates/load/duckdb-memory.js";
import { openDuckDb } from "../../templates/load/duckdb.js";
import type { LoadSource } from "../../templates/load/load.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { loadSources, pageOf, query, source } from "./support.js";

const COLUMNS = 100;
const RECORDS = 3_000;
const LIMIT_OF_LOAD = /^SET memory_limit = '(\d+)MiB'$/;

const test = suite("the memory that DuckDB is left");

interface WatchedDatabase extends OpenDatabase {
  readonly reopened: () => number;
  /** What a load set, in MB. */
  readonly limits: readonly number[];
}

/** The database, with another limit in place of the one that a load sets if one is given. */
function watched(database: OpenDatabase, limitMb?: number): WatchedDatabase {
  let reopened = 0;
  const limits: number[] = [];
  const limited = (connection: DuckDBConnection): DuckDBConnection =>
    new Proxy(connection, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== "function") return member;
        if (key !== "run") return member.bind(target) as unknown;
        return (sql: string) => {
          const [, limit] = LIMIT_OF_LOAD.exec(sql) ?? [];
          if (limit !== undefined) limits.push(Number(limit));
          return target.run(limit === undefined || limitMb === undefined ? sql : `SET memory_limit = '${limitMb}MiB'`);
        };
      },
    });
  return {
    get connection() {
      return limited(database.connection);
    },
    reopen: async () => {
      reopened++;
      await database.reopen?.();
    },
    reopened: () => reopened,
    limits,
  };
}

function wideRecords(version: number): readonly unknown[] {
  return Array.from({ length: RECORDS }, (_, id) => {
    const members = Array.from({ length: COLUMNS }, (_, column) => [`column_${column}`, `${version} ${id} ${column}`]);
    return { id, ...Object.fromEntries(members) };
  });
}

const MANY_RECORDS = 100_000;

/** 2,000 records that come in another order than that of their keys. */
function manyRecords(first: number, version: number): readonly unknown[] {
  return Array.from({ length: 2_000 }, (_, index) => {
    const scattered = ((first + index) * 7_919) % MANY_RECORDS;
    return { id: `${scattered}-${"0123456789abcdef".repeat(2)}`, version };
  });
}

test("is lifted where it was too little, and the load is done again: the first one, and one that deletes rows", () =>
  withTemporaryFolder(async (folder) => {
    const database = await openDuckDb(join(folder, "loads.duckdb"));
    try {
      for (const version of [1, 2]) {
        const limited = watched(database, 16);
        const plan = { writeDisposition: "merge", primaryKey: ["id"], maxColumns: 1_000 } as const;
        const { resources } = await loadSources(limited, source(plan, wideRecords(version)));
        assert.is(limited.reopened(), 1);
        assert.match(resources[0]?.warnings.join("\n") ?? "", "needed more memory than a load leaves it");
        const found = await query(database.connection, "SELECT count(*), min(column_7), max(column_7) FROM data.items");
        assert.equal(found, [[String(RECORDS), `${version} 0 7`, `${version} 999 7`]]);
      }
      const [[limit, threads] = []] = await query(
        database.connection,
        "SELECT current_setting('memory_limit'), current_setting('threads')",
      );
      assert.not.match(String(limit), /MiB$/);
      assert.ok(Number(threads) >= 1);
    } finally {
      await database.close();
    }
  }));

test("grows, before they are written, with records that have keys, and with rows that they replace", () =>
  withTemporaryFolder(async (folder) => {
    const database = await openDuckDb(join(folder, "loads.duckdb"));
    const most: number[] = [];
    try {
      for (const version of [1, 2]) {
        const unlimited = watched(database);
        const many: LoadSource = {
          ...source({ writeDisposition: "merge", primaryKey: ["id"] }),
          async *pages() {
            for (let first = 0; first < MANY_RECORDS; first += 2_000)
              yield pageOf(JSON.stringify(manyRecords(first, version)));
          },
        };
        await loadSources(unlimited, many);
        assert.is(unlimited.reopened(), 0);
        assert.is(unlimited.limits.length, 2, "once for reading, once for writing");
        most.push(...unlimited.limits.slice(1));
      }
      assert.equal(most, [24, 25]); // 8 MB and 160 bytes of each record, and 8 of each row that is replaced
      const found = await query(database.connection, "SELECT count(*), min(version) FROM data.items");
      assert.equal(found, [[String(MANY_RECORDS), "2"]]);
    } finally {
      await database.close();
    }
  }));

test("grows no further from one checkpoint to the next", () =>
  withTemporaryFolder(async (folder) => {
    const database = await openDuckDb(join(folder, "loads.duckdb"));
    try {
      const pages = [0, 2_000, 4_000, 6_000].map((first) => manyRecords(first, 1));
      const unlimited = watched(database);
      const plan = { writeDisposition: "merge", primaryKey: ["id"], checkpoint: "rows" } as const;
      const checkpoints: string[] = [];
      await loadSources(unlimited, source(plan, ...pages), {
        checkpointEvery: { rows: 1_000 },
        onCheckpoint: ({ loadId }) => checkpoints.push(loadId),
      });
      assert.is(checkpoints.length, 4);
      assert.is(unlimited.limits.length, 2, "once for reading, once for writing");
    } finally {
      await database.close();
    }
  }));

test.run();
