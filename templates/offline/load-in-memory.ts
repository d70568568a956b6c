import { openDuckDb, type DuckDbTarget } from "../load/duckdb.js";
import type { LoadSummary } from "../load/load-into.js";
import { quoteName } from "../load/sql.js";

/** What a load made of an empty database. */
export interface Loaded {
  readonly summary: LoadSummary;
  /** The rows of each table, dlt's own ones aside. */
  readonly rows: Readonly<Record<string, number>>;
}

const TABLES = "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY table_oid";

/** Loads into a database in memory, which is gone afterwards. */
export async function loadInMemory(load: (target: DuckDbTarget) => Promise<LoadSummary>): Promise<Loaded> {
  const { connection, close } = await openDuckDb(":memory:");
  try {
    const summary = await load(connection);
    const tables = (await connection.runAndReadAll(TABLES)).getRows().map((names) => names.map(String));
    const rows: Record<string, number> = {};
    for (const [schema = "", table = ""] of tables) {
      if (table.startsWith("_dlt_")) continue;
      const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${quoteName(schema)}.${quoteName(table)}`);
      rows[table] = Number(counted.getRows()[0]?.[0]);
    }
    return { summary, rows };
  } finally {
    await close();
  }
}
