import { tableName, type Dataset } from "./sql.js";

/** dlt's tables of completed loads, of the versions of schemas, and of the states that pipelines left. */
export const LOADS_TABLE = "_dlt_loads";
export const VERSION_TABLE = "_dlt_version";
export const STATE_TABLE = "_dlt_pipeline_state";

/** The layouts of dlt 1.31. */
const LAYOUTS: ReadonlyMap<string, string> = new Map([
  [
    LOADS_TABLE,
    `load_id VARCHAR NOT NULL, schema_name VARCHAR, status BIGINT NOT NULL, \
inserted_at TIMESTAMP WITH TIME ZONE NOT NULL, schema_version_hash VARCHAR`,
  ],
  [
    VERSION_TABLE,
    `version BIGINT NOT NULL, engine_version BIGINT NOT NULL, inserted_at TIMESTAMP WITH TIME ZONE NOT NULL, \
schema_name VARCHAR NOT NULL, version_hash VARCHAR NOT NULL, "schema" VARCHAR NOT NULL`,
  ],
  [
    STATE_TABLE,
    `version BIGINT NOT NULL, engine_version BIGINT NOT NULL, pipeline_name VARCHAR NOT NULL, state VARCHAR NOT NULL, \
created_at TIMESTAMP WITH TIME ZONE NOT NULL, version_hash VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL`,
  ],
]);

export function systemTableStatements(dataset: Dataset): readonly string[] {
  return Array.from(
    LAYOUTS,
    ([table, columns]) => `CREATE TABLE IF NOT EXISTS ${tableName(dataset, table)} (${columns})`,
  );
}
