import type { Catalog, Dialect } from "./destination.js";
import { schemaName, tableName, type Dataset } from "./sql.js";

/** dlt's tables of completed loads, of the versions of schemas, and of the states that pipelines left. */
export const LOADS_TABLE = "_dlt_loads";
export const VERSION_TABLE = "_dlt_version";
export const STATE_TABLE = "_dlt_pipeline_state";
export const SYSTEM_TABLES = [LOADS_TABLE, VERSION_TABLE, STATE_TABLE] as const;

/** The layouts of dlt 1.31. */
function layouts({ sqlType, unique }: Dialect): ReadonlyMap<string, readonly string[]> {
  const text = sqlType({ kind: "text" });
  const id = sqlType({ kind: "text", length: 64 });
  const timestamp = sqlType({ kind: "timestamp", zone: true });
  const versions = ["version BIGINT NOT NULL", "engine_version BIGINT NOT NULL"];
  return new Map([
    [
      LOADS_TABLE,
      [
        ...[`load_id ${id} NOT NULL`, `schema_name ${text}`, "status BIGINT NOT NULL"],
        ...[`inserted_at ${timestamp} NOT NULL`, `schema_version_hash ${text}`],
      ],
    ],
    [
      VERSION_TABLE,
      [
        ...[...versions, `inserted_at ${timestamp} NOT NULL`, `schema_name ${text} NOT NULL`],
        ...[`version_hash ${text} NOT NULL`, `"schema" ${text} NOT NULL`],
      ],
    ],
    [
      STATE_TABLE,
      [
        ...[
          ...versions,
          `pipeline_name ${text} NOT NULL`,
          `state ${text} NOT NULL`,
          `created_at ${timestamp} NOT NULL`,
        ],
        ...[`version_hash ${text}`, `_dlt_load_id ${id} NOT NULL`, `_dlt_id ${id} NOT NULL${unique}`],
      ],
    ],
  ]);
}

/**
 * The statements that make sure of the dataset and of dlt's tables in it. Postgres asks for the right to create them even
 * where there is nothing to create, so what is there already is left out.
 */
export function systemTableStatements(dialect: Dialect, dataset: Dataset, { tables }: Catalog): readonly string[] {
  const missing = Array.from(layouts(dialect)).filter(([table]) => !tables.has(table));
  return [
    ...(dataset.exists ? [] : [`CREATE SCHEMA IF NOT EXISTS ${schemaName(dataset)}`]),
    ...missing.map(
      ([table, columns]) => `CREATE TABLE IF NOT EXISTS ${tableName(dataset, table)} (${columns.join(", ")})`,
    ),
  ];
}
