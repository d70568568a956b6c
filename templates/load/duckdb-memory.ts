import type { DuckDBConnection } from "@duckdb/node-api";
import type { Chain } from "./chain.js";
import { NO_LIMIT, type MemoryLimit } from "./destination.js";
import { estimatedRows, rowsOf } from "./duckdb-catalog.js";
import { quoteText } from "./sql.js";
import { RANGE_ROWS } from "./staged-roots.js";

/** A database that a load works on. */
export interface OpenDatabase {
  readonly connection: DuckDBConnection;
  /**
   * Closes the database and opens it again, with another connection. Only where it was opened for loading: there the load
   * may say how much memory it takes.
   */
  readonly reopen?: () => Promise<void>;
}

/**
 * What DuckDB may take beside the columns. The rows of a table that is being written go to its temporary file when they
 * need more, so that a long run needs no more memory than a short one.
 */
const BASE_MB = 8;
/**
 * DuckDB fails when blocks of 256 KiB for each column, several while it compresses, do not fit: 11 columns need 12 MB, 100
 * need 150 and 900 less than 900 (DuckDB 1.5). Tables are written one after the other.
 */
const MB_PER_COLUMN = 2;
/** The first rows of every table stay in memory until the commit: of 440 columns, 0.15 MB each. */
const MB_PER_COLUMN_OF_OTHERS = 0.25;
/** A batch of long texts is held as it was read, in the row group and by the query that copies it. */
const COPIES_OF_BATCH = 4;
/** Of a row that is joined by texts, as the ids of child rows are: 250,000 keys of 36 characters need 40 MB. */
const BYTES_PER_TEXT_KEY = 160;
const BYTES_PER_KEY = 64;
/** DuckDB keeps in memory until the commit which rows a transaction deletes: 5 million, scattered, need less than 40 MB. */
const BYTES_PER_DELETED_ROW = 8;

const UNITS: Readonly<Record<string, number>> = { KiB: 2 ** -10, MiB: 1, GiB: 2 ** 10, TiB: 2 ** 20 };

/** Does `work` under a memory limit, if the database is one that was opened for loading. */
export async function withMemoryLimit<Result>(
  database: OpenDatabase,
  work: (limit: MemoryLimit) => Promise<Result>,
): Promise<Result> {
  const { reopen } = database;
  if (reopen === undefined) return work(NO_LIMIT);
  const set = async (setting: string) => void (await database.connection.run(`SET ${setting}`));
  const [[setting] = []] = await rowsOf(database.connection, "SELECT current_setting('memory_limit')");
  const standard = String(setting);
  const [amount = "", unit = ""] = standard.split(" ");
  const most = Math.floor(Number(amount) * (UNITS[unit] ?? 0));
  const setUp = async () => {
    // Each thread would need memory of its own; reading and parsing, not DuckDB, take most of a run's time.
    await set("threads = 1");
    // Staged rows are read once.
    await set("enable_external_file_cache = false");
    // The allocator keeps what was given back to it for the next statement, unless a thread of its own goes after it.
    await set("allocator_background_threads = true");
  };
  let reserved = 0; // for reading; what writing takes beside it is new with each checkpoint
  let current = 0;
  const raiseTo = async (megabytes: number) => {
    const needed = Math.min(Math.ceil(megabytes), most);
    if (needed <= current) return;
    current = needed;
    await set(`memory_limit = '${current}MiB'`);
  };
  const limit: MemoryLimit = {
    reserve: (widest, columns, batchBytes) => {
      const needed = BASE_MB + widest * MB_PER_COLUMN + columns * MB_PER_COLUMN_OF_OTHERS;
      reserved = Math.max(reserved, Math.ceil(needed + (batchBytes * COPIES_OF_BATCH) / 2 ** 20));
      return raiseTo(reserved);
    },
    reserveForWriting: async (dataset, chains) => {
      if (reserved === 0) return; // nothing was read
      const rows = await estimatedRows(database.connection, dataset);
      const { joined, deleted } = bytesForWriting(chains, rows);
      // Keys are joined first, and columns are written when that is over.
      return raiseTo(Math.max(reserved, BASE_MB + joined / 2 ** 20) + deleted / 2 ** 20);
    },
    liftAfter: async (error) => {
      if (current >= most || !isOutOfMemory(error)) return false;
      current = most;
      // Of rows whose deletion failed DuckDB says from then on that another transaction deletes them (DuckDB 1.5).
      await reopen();
      await setUp();
      return true;
    },
  };
  await setUp();
  try {
    return await work(limit);
  } finally {
    // RESET would show the standard limit again, but not bring it back (DuckDB 1.5).
    await set(`memory_limit = ${quoteText(standard)}`);
    for (const name of ["threads", "allocator_background_threads"]) await database.connection.run(`RESET ${name}`);
  }
}

/** Has the allocator give back to the system what DuckDB needs no more, as it does whenever the limit is set. */
export async function giveMemoryBack({ connection, reopen }: OpenDatabase): Promise<void> {
  if (reopen === undefined) return;
  const [[limit] = []] = await rowsOf(connection, "SELECT current_setting('memory_limit')");
  await connection.run(`SET memory_limit = ${quoteText(String(limit))}`);
}

interface WritingBytes {
  /** For joining keys. */
  readonly joined: number;
  /** For what is remembered of deleted rows until the commit. */
  readonly deleted: number;
}

function bytesForWriting(chains: readonly Chain[], rowsOfTables: ReadonlyMap<string, number>): WritingBytes {
  let joined = 0;
  let deleted = 0;
  for (const chain of chains) {
    const { plan, root, existing } = chain;
    if (plan.writeDisposition !== "merge") continue;
    joined = Math.max(joined, Math.min(root.rows, RANGE_ROWS) * bytesPerKey(chain));
    const rows = existing.map(({ name }) => rowsOfTables.get(name) ?? 0);
    const share = Math.min(1, root.rows / Math.max(1, rowsOfTables.get(root.table.name) ?? 0));
    deleted += share * rows.reduce((sum, count) => sum + count, 0) * BYTES_PER_DELETED_ROW;
  }
  return { joined, deleted };
}

/**
 * Nothing is joined when no row can be there already, neither in the dataset nor among those read before. Child rows are
 * joined with the ids of the root rows that keys are joined with at the same time.
 */
function bytesPerKey({ plan, root, existing, keys }: Chain): number {
  if (existing.length === 0 && keys.isAscending) return 0;
  const names = [...plan.primaryKey, ...(plan.mergeKey ?? [])];
  const isText = names.some((name) => root.table.columns.get(name)?.type.kind === "text");
  return (isText ? BYTES_PER_TEXT_KEY : BYTES_PER_KEY) + (existing.length > 1 ? BYTES_PER_TEXT_KEY : 0);
}

/** Whether DuckDB failed for want of memory, or for what it did not finish then. */
function isOutOfMemory(error: unknown): boolean {
  const outOfMemory = /Out of Memory|could not allocate block|failed to pin block|database has been invalidated/i;
  return error instanceof Error && outOfMemory.test(error.message);
}
