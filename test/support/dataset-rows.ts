import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from "@duckdb/node-api";
import { groupBy } from "./group-by.js";

export type Row = ReadonlyMap<string, DuckDBValue>;

/** A table as it stands: its columns in table order, its rows in no order. */
export interface RawTable {
  readonly name: string;
  readonly columns: readonly RawColumn[];
  readonly rows: readonly Row[];
}

export interface RawColumn {
  readonly name: string;
  /** As `information_schema` names it: `BIGINT`, `DECIMAL(10,2)`. */
  readonly type: string;
  readonly nullable: boolean;
}

/** All that is stored under one schema name. */
export interface RawDataset {
  /** The tables by name; those of dlt's own (`_dlt…`) are left out. */
  readonly tables: ReadonlyMap<string, RawTable>;
  readonly loads: readonly { readonly id: string; readonly status: bigint }[];
}

/** Opens a DuckDB file for reading, runs `use` on it and closes it again. */
export async function withDatabase<Result>(
  file: string,
  use: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  try {
    const connection = await instance.connect();
    try {
      return await use(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** Reads every table of a dataset. A dataset that does not exist has no tables. */
export async function readDataset(connection: DuckDBConnection, dataset: string): Promise<RawDataset> {
  const columns = await select(
    connection,
    `SELECT table_name, column_name, data_type, is_nullable, table_catalog
     FROM information_schema.columns
     WHERE table_schema = $dataset AND table_catalog = current_database()
     ORDER BY table_name, ordinal_position`,
    { dataset },
  );
  const catalog = String(columns[0]?.get("table_catalog"));
  // The catalog goes first: a file data.duckdb with a schema "data" makes two-part names ambiguous.
  const qualified = (table: string): string => [catalog, dataset, table].map(quoted).join(".");
  const tables = new Map<string, RawTable>();
  for (const [name, described] of groupBy(columns, (column) => String(column.get("table_name")))) {
    if (name.startsWith("_dlt")) continue;
    const list = described.map((column) => quoted(String(column.get("column_name")))).join(", ");
    tables.set(name, {
      name,
      columns: described.map((column) => ({
        name: String(column.get("column_name")),
        type: String(column.get("data_type")),
        nullable: column.get("is_nullable") === "YES",
      })),
      rows: await select(connection, `SELECT ${list} FROM ${qualified(name)}`),
    });
  }
  const hasLoads = columns.some((column) => column.get("table_name") === "_dlt_loads");
  const loads = hasLoads
    ? await select(connection, `SELECT load_id, status::BIGINT AS status FROM ${qualified("_dlt_loads")}`)
    : [];
  return {
    tables,
    loads: loads.map((load) => ({ id: String(load.get("load_id")), status: BigInt(String(load.get("status"))) })),
  };
}

async function select(connection: DuckDBConnection, sql: string, values: Record<string, string> = {}): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql, values);
  const names = reader.columnNames();
  return reader.getRows().map((row) => new Map(names.map((name, index) => [name, row[index] ?? null])));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
