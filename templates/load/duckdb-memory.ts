import type { DuckDBConnection } from "@duckdb/node-api";
import type { MemoryLimit } from "./destination.js";
import { rowsOf } from "./duckdb-catalog.js";
import { quoteText } from "./sql.js";

/**
 * What DuckDB may take beside the columns. Staged rows beyond it go to its temporary file, so that a long run needs no
 * more memory than a short one.
 */
const BASE_MB = 16;
/** DuckDB fails when blocks of 256 KiB for each column, several while it compresses, do not fit. */
const MB_PER_COLUMN = 2;
/** A batch of long texts is held by the appender, the staging table and the query that copies it. */
const COPIES_OF_BATCH = 4;

const UNITS: Readonly<Record<string, number>> = { KiB: 2 ** -10, MiB: 1, GiB: 2 ** 10, TiB: 2 ** 20 };

/** The connections whose databases were opened for loading only. */
const ownConnections = new WeakSet<DuckDBConnection>();

/** Lets loads set the memory and threads of the connection's database while they run; nobody else's are touched. */
export function allowMemoryLimits(connection: DuckDBConnection): void {
  ownConnections.add(connection);
}

const NO_LIMIT: MemoryLimit = { reserve: async () => undefined, liftAfter: async () => false };

/** Does `work` under a memory limit, if the database is one that was opened for loading. */
export async function withMemoryLimit<Result>(
  connection: DuckDBConnection,
  work: (limit: MemoryLimit) => Promise<Result>,
): Promise<Result> {
  if (!ownConnections.has(connection)) return work(NO_LIMIT);
  const [[setting] = []] = await rowsOf(connection, "SELECT current_setting('memory_limit')");
  const standard = String(setting);
  const [amount = "", unit = ""] = standard.split(" ");
  const most = Math.floor(Number(amount) * (UNITS[unit] ?? 0));
  let current = 0;
  const limit: MemoryLimit = {
    reserve: async (columns, batchBytes) => {
      const needed = BASE_MB + columns * MB_PER_COLUMN + Math.ceil((batchBytes * COPIES_OF_BATCH) / 2 ** 20);
      if (needed <= current || current >= most) return;
      current = Math.min(needed, most);
      await connection.run(`SET memory_limit = '${current}MiB'`);
    },
    liftAfter: async (error) => {
      if (current >= most || !isOutOfMemory(error)) return false;
      current = most;
      await connection.run(`SET memory_limit = ${quoteText(standard)}`);
      return true;
    },
  };
  // Each thread would need memory of its own; reading and parsing, not DuckDB, take most of a run's time.
  await connection.run("SET threads = 1");
  try {
    return await work(limit);
  } finally {
    // RESET would show the standard limit again, but not bring it back (DuckDB 1.5).
    await connection.run(`SET memory_limit = ${quoteText(standard)}`);
    await connection.run("RESET threads");
  }
}

/** Whether DuckDB failed for want of memory. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && /Out of Memory|could not allocate block|failed to pin block/i.test(error.message);
}
