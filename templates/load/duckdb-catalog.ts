import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { Catalog } from "./destination.js";
import { columnTypeOf } from "./duckdb-types.js";
import type { Column, Table } from "./schema.js";
import type { Dataset } from "./sql.js";

const COLUMNS = `
SELECT table_name, column_name, data_type, is_nullable
FROM duckdb_columns() WHERE database_name = $catalog AND lower(schema_name) = $schema ORDER BY table_oid, column_index`;

const VIEWS = `SELECT view_name FROM duckdb_views() WHERE database_name = $catalog AND lower(schema_name) = $schema`;

const FIND = `
SELECT current_database(),
  (SELECT count(*) > 0 FROM duckdb_schemas()
   WHERE database_name = current_database() AND lower(schema_name) = lower($schema)),
  (SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = current_database())`;

const HAS_TABLE = `
SELECT count(*) > 0 FROM duckdb_tables()
WHERE database_name = $catalog AND lower(schema_name) = $schema AND lower(table_name) = $table`;

const SIZES = `SELECT lower(table_name), estimated_size FROM duckdb_tables()
WHERE database_name = $catalog AND lower(schema_name) = $schema`;

/** About how many rows the tables of a dataset have, by name. */
export async function estimatedRows(
  connection: DuckDBConnection,
  dataset: Dataset,
): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf(connection, SIZES, placeOf(dataset));
  return new Map(rows.map(([name, size]) => [String(name), Number(size)]));
}

/** The schema `schema` of the database that the connection works on. */
export async function findDataset(connection: DuckDBConnection, schema: string): Promise<Dataset> {
  const [[catalog, exists, readBy] = []] = await rowsOf(connection, FIND, { schema });
  return {
    ...{ catalog: String(catalog), schema, exists: exists === true },
    readBy: typeof readBy === "string" ? readBy : undefined,
  };
}

/**
 * Reads the tables of a dataset: they, not a store of our own, are the memory of the schema. Names are taken in lower
 * case, since DuckDB does not tell them apart by it.
 */
export async function readCatalog(connection: DuckDBConnection, dataset: Dataset): Promise<Catalog> {
  const place = placeOf(dataset);
  const views = new Set((await rowsOf(connection, VIEWS, place)).map(([name]) => String(name).toLowerCase()));
  const tables = new Map<string, Table>();
  for (const row of await rowsOf(connection, COLUMNS, place)) {
    const [tableName = "", columnName = "", nativeType = ""] = row.map(String);
    const name = tableName.toLowerCase();
    if (views.has(name)) continue;
    const table = tables.get(name) ?? { name, exists: true, columns: new Map<string, Column>() };
    tables.set(name, table);
    const column = columnName.toLowerCase();
    table.columns.set(column, { name: column, type: columnTypeOf(nativeType), nativeType, nullable: row[3] === true });
  }
  return { tables, views };
}

/** Whether a dataset has a table of this name. */
export async function hasTable(connection: DuckDBConnection, dataset: Dataset, table: string): Promise<boolean> {
  const [[found] = []] = await rowsOf(connection, HAS_TABLE, { ...placeOf(dataset), table });
  return found === true;
}

function placeOf({ catalog = "", schema }: Dataset): Record<string, string> {
  return { catalog, schema: schema.toLowerCase() };
}

/** The rows of a query's result. */
export async function rowsOf(
  connection: DuckDBConnection,
  sql: string,
  values?: Record<string, DuckDBValue> | DuckDBValue[],
): Promise<DuckDBValue[][]> {
  return (await connection.runAndReadAll(sql, values)).getRows();
}
