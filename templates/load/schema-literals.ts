import type { StateObject } from "./state-document.js";
import { LOADS_TABLE, STATE_TABLE, VERSION_TABLE } from "./system-tables.js";

/** The layout of stored schemas since dlt 1.0: `engine_version`. */
export const SCHEMA_ENGINE_VERSION = 11;

/** A new schema, with the settings and normalizers of dlt 1.31's relational schemas. */
export const EMPTY_SCHEMA: StateObject = {
  version: 1,
  engine_version: SCHEMA_ENGINE_VERSION,
  tables: {},
  settings: {
    detections: ["iso_timestamp"],
    default_hints: {
      not_null: ["_dlt_id", "_dlt_root_id", "_dlt_parent_id", "_dlt_list_idx", "_dlt_load_id"],
      parent_key: ["_dlt_parent_id"],
      root_key: ["_dlt_root_id"],
      unique: ["_dlt_id"],
      row_key: ["_dlt_id"],
    },
  },
  normalizers: { names: "snake_case", json: { module: "dlt.common.normalizers.json.relational" } },
  previous_hashes: [],
};

/** dlt's own tables, which every schema describes. */
export const SYSTEM_TABLES: Readonly<Record<string, StateObject>> = {
  [VERSION_TABLE]: {
    name: VERSION_TABLE,
    columns: columns({
      version: "bigint",
      engine_version: "bigint",
      inserted_at: "timestamp",
      schema_name: "text",
      version_hash: "text",
      schema: "text",
    }),
    write_disposition: "skip",
    resource: VERSION_TABLE,
  },
  [LOADS_TABLE]: {
    name: LOADS_TABLE,
    columns: {
      ...columns({ load_id: "text" }, { precision: 64 }),
      ...columns({ schema_name: "text" }, { nullable: true }),
      ...columns({ status: "bigint", inserted_at: "timestamp" }),
      ...columns({ schema_version_hash: "text" }, { nullable: true }),
    },
    write_disposition: "skip",
    resource: LOADS_TABLE,
  },
  [STATE_TABLE]: {
    name: STATE_TABLE,
    columns: {
      ...columns({ version: "bigint", engine_version: "bigint", pipeline_name: "text", state: "text" }),
      ...columns({ created_at: "timestamp" }),
      ...columns({ version_hash: "text" }, { nullable: true }),
      ...columns({ _dlt_load_id: "text" }, { precision: 64 }),
      ...columns({ _dlt_id: "text" }, { unique: true, row_key: true }),
    },
    write_disposition: "append",
    file_format: "preferred",
    resource: STATE_TABLE,
    "x-normalizer": { "seen-data": true },
  },
};

function columns(types: Readonly<Record<string, string>>, hints: StateObject = {}): StateObject {
  const described: StateObject = {};
  for (const [name, dataType] of Object.entries(types)) {
    described[name] = { name, data_type: dataType, nullable: false, ...hints };
  }
  return described;
}
