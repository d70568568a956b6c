import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { LoadError } from "./errors.js";

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
  return {
    connection,
    close: async () => {
      connection.disconnectSync();
      instance.closeSync();
    },
  };
}
