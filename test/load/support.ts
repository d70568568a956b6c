import { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { parseExact } from "../../templates/http/exact-json.js";
import { parseJson } from "../../templates/http/json.js";
import type { Page } from "../../templates/http/page.js";
import { deleteInsert } from "../../templates/load/delete-insert.js";
import { duckDbDestination } from "../../templates/load/duckdb-destination.js";
import type { OpenDatabase } from "../../templates/load/duckdb-memory.js";
import { load, type LoadOptions, type LoadReport, type LoadSource } from "../../templates/load/load.js";
import type { LoadPlan } from "../../templates/load/plan.js";

export const DATASET = "data";

/** A page whose body is a JSON list of records. */
export function pageOf(text: string): Page {
  const read = (parse: (text: string) => unknown): readonly unknown[] => {
    const body = parse(text);
    if (!Array.isArray(body)) throw new TypeError("a page of a test is a JSON list");
    return body;
  };
  return { records: read(parseJson), exact: () => read(parseExact) };
}

/** A source of the given pages; each is a JSON text, or records that are printed as JSON. */
export function source(plan: Partial<LoadPlan>, ...pages: readonly (string | readonly unknown[])[]): LoadSource {
  const merges = plan.writeDisposition === "merge" && (plan.primaryKey ?? plan.mergeKey) !== undefined;
  return {
    plan: {
      ...(merges ? { strategy: deleteInsert() } : {}),
      ...{ resource: plan.table ?? "items", table: "items", writeDisposition: "append", primaryKey: [] },
      ...{ maxTableNesting: 1_000, maxColumns: 1_000, ...plan },
    },
    isLoaded: true,
    children: [],
    async *pages() {
      for (const page of pages) yield pageOf(typeof page === "string" ? page : JSON.stringify(page));
    },
  };
}

/** Runs `work` on a database of its own. */
export async function withDatabase(
  work: (connection: DuckDBConnection) => Promise<void>,
  path = ":memory:",
): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await work(connection);
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
}

export function loadSources(
  target: DuckDBConnection | OpenDatabase,
  sources: LoadSource | readonly LoadSource[],
  options: Partial<LoadOptions> = {},
): Promise<LoadReport> {
  const all = "plan" in sources ? [sources] : sources;
  const database = target instanceof DuckDBConnection ? { connection: target } : target;
  return load(duckDbDestination(database), all, {
    dataset: DATASET,
    schemaName: "test",
    pipelineName: "test",
    ...options,
  });
}

/** The rows of a query, with values as JSON has them; bigints are texts. */
export async function query(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

/** The columns of a table with their types, in order; without those the loader fills unless `all`. */
export async function columnsOf(connection: DuckDBConnection, table: string, all = false): Promise<string[]> {
  const rows = await query(
    connection,
    `SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = '${DATASET}' AND table_name = '${table}' ORDER BY column_index`,
  );
  return rows
    .map(([name, type]) => ({ name: String(name), type: String(type) }))
    .filter(({ name }) => all || !name.startsWith("_dlt"))
    .map(({ name, type }) => `${name} ${type}`);
}

export async function tablesOf(connection: DuckDBConnection): Promise<string[]> {
  const rows = await query(
    connection,
    `SELECT table_name FROM duckdb_tables() WHERE schema_name = '${DATASET}' ORDER BY table_name`,
  );
  return rows.map(([name]) => String(name)).filter((name) => !name.startsWith("_dlt"));
}

/** Rejects with the error of `work`, for messages to look at. */
export async function failureOf(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("nothing failed");
}
