import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { DestinationKind } from "./destination-kind.js";
import { duckDbDestination } from "./duckdb-destination.js";
import { loadDriver } from "./duckdb-driver.js";
import type { OpenDatabase } from "./duckdb-memory.js";
import { LoadError } from "./errors.js";
import { DUCKDB_NAME_LIMIT } from "./naming.js";
import { openAlone } from "./open-alone.js";

/** The path of a database that lives as long as it is open. */
const IN_MEMORY = ":memory:";

/** Where to load: the path of a DuckDB file, or a connection, which stays open. */
export type DuckDbTarget = string | DuckDBConnection;

const PREFIX = "duckdb:";
const OTHER = /^(?:postgres(?:ql)?|parquet|jsonl):/i;

export const duckDb: DestinationKind<DuckDbTarget> = {
  title: "DuckDB",
  targets: "a path that ends in .duckdb, or duckdb:PATH",
  nameLimit: DUCKDB_NAME_LIMIT,
  accepts: (target): target is DuckDbTarget =>
    typeof target === "string"
      ? !OTHER.test(target)
      : typeof target === "object" && target !== null && "createAppender" in target,
  parse(argument) {
    const path = argument.startsWith(PREFIX) ? argument.slice(PREFIX.length) : argument;
    if (OTHER.test(argument) || (path === argument && !argument.endsWith(".duckdb"))) return undefined;
    return { target: path, shown: path };
  },
  async open(target) {
    if (typeof target !== "string") {
      return { destination: duckDbDestination({ connection: target }), close: async () => undefined };
    }
    const database = await openDuckDb(target);
    return { destination: duckDbDestination(database), close: database.close };
  },
};

/** DuckDB's own words, with a way out for files whose writer was not asked to think of older versions. */
function reasonOf(cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (!/can only read versions? /.test(reason)) return reason;
  const [first = ""] = reason.split("\n");
  return (
    `${first} A newer DuckDB wrote it, which can make a copy for older ones: ` +
    "ATTACH 'copy.duckdb' AS copy (STORAGE_VERSION 'v1.4.0'); COPY FROM DATABASE its_name TO copy"
  );
}

/** A database that was opened here and is closed here. */
export interface Database extends OpenDatabase {
  readonly close: () => Promise<void>;
}

/**
 * Opens a DuckDB file, which is created when missing, or `:memory:`.
 *
 * @throws LoadError when the file cannot be opened, as while another process writes to it
 */
export async function openDuckDb(path: string): Promise<Database> {
  let instance = await openInstance(path);
  let connection = await instance.connect();
  const close = async () => {
    connection.disconnectSync();
    instance.closeSync();
  };
  const reopen = async () => {
    await close();
    instance = await openInstance(path);
    connection = await instance.connect();
  };
  return {
    get connection() {
      return connection;
    },
    close,
    ...(path === IN_MEMORY ? {} : { reopen }),
  };
}

async function openInstance(path: string): Promise<DuckDBInstance> {
  const { create } = loadDriver().DuckDBInstance;
  try {
    return path === IN_MEMORY ? await create(path) : await openAlone(path, create);
  } catch (cause) {
    throw new LoadError(`cannot open ${path}: ${reasonOf(cause)}`, { cause });
  }
}
