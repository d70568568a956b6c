import type { DuckDBConnection } from "@duckdb/node-api";
import { LOADS_TABLE } from "./ddl.js";
import { currentDataset, rowsOf } from "./duckdb-catalog.js";
import { normalizeIdentifier } from "./naming.js";
import { tableName } from "./sql.js";

/** dlt takes no longer names for a schema. */
const LONGEST_SCHEMA_NAME = 64;

/**
 * What `_dlt_loads` shall call the source: the only schema that a dataset was loaded with so far, so that one that dlt or
 * another connector began is continued; else the connector's name.
 */
export async function schemaNameOf(connection: DuckDBConnection, dataset: string, name: string): Promise<string> {
  const own = normalizeIdentifier(name, LONGEST_SCHEMA_NAME);
  const place = await currentDataset(connection, normalizeIdentifier(dataset));
  const [[exists] = []] = await rowsOf(
    connection,
    "SELECT count(*) > 0 FROM duckdb_tables() WHERE database_name = $catalog AND schema_name = $schema AND table_name = $table",
    { catalog: place.catalog, schema: place.schema, table: LOADS_TABLE },
  );
  if (exists !== true) return own;
  const found = await rowsOf(connection, `SELECT DISTINCT schema_name FROM ${tableName(place, LOADS_TABLE)}`);
  const [[only] = []] = found;
  return found.length === 1 && typeof only === "string" ? only : own;
}
