import { Client } from "pg";
import { load, type LoadOptions, type LoadReport, type LoadSource } from "../../templates/load/load.js";
import { postgres } from "../../templates/load/postgres.js";
import { DATASET } from "../load/support.js";
import { findPostgres, HOW_TO_GET_POSTGRES } from "../support/postgres-binaries.js";
import { withPostgresDatabase } from "../support/postgres-server.js";

/** Whether a server is installed; when none is, a suite says so and skips its tests. */
export function hasPostgres(): boolean {
  const found = findPostgres() !== undefined;
  if (!found) console.log(`Postgres tests are skipped: ${HOW_TO_GET_POSTGRES}`);
  return found;
}

/** Runs `work` with a connection to a database of its own. */
export async function withClient(work: (client: Client, url: string) => Promise<void>): Promise<void> {
  await withPostgresDatabase(async (url) => {
    const client = new Client({ connectionString: url });
    client.on("error", () => undefined);
    await client.connect();
    try {
      await work(client, url);
    } finally {
      await client.end().catch(() => undefined);
    }
  });
}

/** Loads sources over a connection, or into a URL. */
export async function loadSources(
  target: Client | string,
  sources: LoadSource | readonly LoadSource[],
  options: Partial<LoadOptions> = {},
): Promise<LoadReport> {
  const { destination, close } = await postgres.open(target);
  try {
    const all = "plan" in sources ? [sources] : sources;
    return await load(destination, all, { dataset: DATASET, schemaName: "test", pipelineName: "test", ...options });
  } finally {
    await close();
  }
}

/** The rows of a query, as the driver hands them over. */
export async function query(client: Client, sql: string): Promise<unknown[][]> {
  return (await client.query<unknown[]>({ text: sql, rowMode: "array" })).rows;
}

/** The columns of a table with their types, in order; without those the loader fills. */
export async function columnsOf(client: Client, table: string): Promise<string[]> {
  const rows = await query(
    client,
    `SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
     WHERE attrelid = '${DATASET}.${table}'::regclass AND attnum > 0 ORDER BY attnum`,
  );
  return rows.map(([name, type]) => `${name} ${type}`).filter((column) => !column.startsWith("_dlt"));
}
