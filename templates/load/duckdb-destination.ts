import type { Destination, Dialect } from "./destination.js";
import { findDataset, hasTable, readCatalog, rowsOf } from "./duckdb-catalog.js";
import { withMemoryLimit, type OpenDatabase } from "./duckdb-memory.js";
import { createDuckDbStage } from "./duckdb-stage.js";
import { inTransaction, requireNoTransaction } from "./duckdb-transaction.js";
import { declaredType, sqlTypeOf } from "./duckdb-types.js";
import { DUCKDB_NAME_LIMIT } from "./naming.js";
import { SYSTEM_COLUMNS } from "./schema.js";

/**
 * How the loader's own columns are stored. Left to itself, DuckDB comes to the same result, after trying every way on
 * texts that no way makes smaller: a third of the time that writing child tables takes.
 */
const REPEATED: ReadonlySet<string> = new Set([SYSTEM_COLUMNS.parentId, SYSTEM_COLUMNS.rootId, SYSTEM_COLUMNS.loadId]);
/** Files that DuckDB before 1.3 reads have another kind of dictionaries. */
const OLDER_FILES = /^v1\.[0-2]\./;

export const duckDbDialect: Dialect = {
  name: "duckdb",
  nameLimit: DUCKDB_NAME_LIMIT,
  sqlType: sqlTypeOf,
  declaredType,
  storage({ name, nullable }, { readBy }) {
    if (nullable) return "";
    if (name === SYSTEM_COLUMNS.id) return " USING COMPRESSION uncompressed";
    if (!REPEATED.has(name)) return "";
    return ` USING COMPRESSION ${readBy === undefined || OLDER_FILES.test(readBy) ? "dictionary" : "dict_fsst"}`;
  },
  unique: "", // as in dlt: an index would take longer than the load
  hash: (columns) => `hash(${columns})`,
};

/** A database that is loaded into. */
export function duckDbDestination(database: OpenDatabase): Destination {
  return {
    dialect: duckDbDialect,
    query: (sql, values = []) => rowsOf(database.connection, sql, [...values]),
    findDataset: (schema) => findDataset(database.connection, schema),
    readCatalog: (dataset) => readCatalog(database.connection, dataset),
    hasTable: (dataset, table) => hasTable(database.connection, dataset, table),
    requireNoTransaction: () => requireNoTransaction(database.connection),
    exclusively: (_owner, work) => work(), // a file has one process; its connections meet in the transaction
    inTransaction: (conduct, work) => inTransaction(database, conduct, work),
    withMemoryLimit: (work) => withMemoryLimit(database, work),
    createStage: (staged) => createDuckDbStage(database.connection, staged),
  };
}
