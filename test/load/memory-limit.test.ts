import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { OpenDatabase } from "../../templates/load/duckdb-memory.js";
import { openDuckDb } from "../../templates/load/duckdb.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { loadSources, query, source } from "./support.js";

const COLUMNS = 100;
const RECORDS = 3_000;
const LIMIT_OF_LOAD = /^SET memory_limit = '\d+MiB'$/;

const test = suite("the memory that DuckDB is left");

/** The database with another limit in place of the one that a load sets. */
function withLimit(database: OpenDatabase, limitMb: number): OpenDatabase & { readonly reopened: () => number } {
  let reopened = 0;
  const limited = (connection: DuckDBConnection): DuckDBConnection =>
    new Proxy(connection, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== "function") return member;
        if (key !== "run") return member.bind(target) as unknown;
        return (sql: string) => target.run(LIMIT_OF_LOAD.test(sql) ? `SET memory_limit = '${limitMb}MiB'` : sql);
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
  };
}

function wideRecords(version: number): readonly unknown[] {
  return Array.from({ length: RECORDS }, (_, id) => {
    const members = Array.from({ length: COLUMNS }, (_, column) => [`column_${column}`, `${version} ${id} ${column}`]);
    return { id, ...Object.fromEntries(members) };
  });
}

test("is lifted where it was too little, and the load is done again: the first one, and one that deletes rows", () =>
  withTemporaryFolder(async (folder) => {
    const database = await openDuckDb(join(folder, "loads.duckdb"));
    try {
      for (const version of [1, 2]) {
        const limited = withLimit(database, 16);
        const plan = { writeDisposition: "merge", primaryKey: ["id"], maxColumns: 1_000 } as const;
        await loadSources(limited, source(plan, wideRecords(version)));
        assert.is(limited.reopened(), 1);
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
  }),
);

test.run();
