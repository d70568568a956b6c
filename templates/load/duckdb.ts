import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { allowMemoryLimits } from "./duckdb-memory.js";
import { LoadError } from "./errors.js";

/** The path of a database that lives as long as it is open. */
const IN_MEMORY = ":memory:";

/** A database that was opened here and is closed here. */
export interface Database {
  readonly connection: DuckDBConnection;
  close(): Promise<void>;
}

/**
 * Opens a DuckDB file, which is created when missing, or `:memory:`.
 *
 * @throws LoadError when the file cannot be opened, as while another process writes to it
 */
export async function openDuckDb(path: string): Promise<Database> {
  let instance: DuckDBInstance;
  try {
    instance = await DuckDBInstance.create(path);
  } catch (cause) {
    throw new LoadError(`cannot open ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const connection = await instance.connect();
  if (path !== IN_MEMORY) allowMemoryLimits(connection);
  return {
    connection,
    close: async () => {
      connection.disconnectSync();
      instance.closeSync();
    },
  };
}
