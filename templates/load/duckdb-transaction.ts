import type { DuckDBConnection } from "@duckdb/node-api";
import type { Conduct, Statements } from "./destination.js";
import { hasTable, rowsOf } from "./duckdb-catalog.js";
import { giveMemoryBack, type OpenDatabase } from "./duckdb-memory.js";
import { LoadError } from "./errors.js";
import { tableName, type Dataset } from "./sql.js";
import { RANGE_ROWS } from "./staged-roots.js";
import { LOADS_TABLE } from "./system-tables.js";

/**
 * Throws LoadError when the connection is in a transaction of the caller's: it could neither be committed nor rolled back
 * here. Statements outside of one have a transaction each, with an id of its own.
 */
export async function requireNoTransaction(connection: DuckDBConnection): Promise<void> {
  const ids = new Set<string>();
  for (let statement = 0; statement < 2; statement++) {
    const [[id] = []] = await rowsOf(connection, "SELECT txid_current()");
    ids.add(String(id));
  }
  if (ids.size === 1) throw new LoadError("the connection is in a transaction; a load needs one of its own");
}

/** After a statement that changes so many, others follow that change as many. */
const MANY_ROWS = RANGE_ROWS;

/**
 * Runs statements in a transaction of their own: all of them count, or none. An abort interrupts the one that is running,
 * but for the commit.
 */
export async function inTransaction(
  database: OpenDatabase,
  conduct: Conduct,
  work: (statements: Statements) => Promise<void>,
): Promise<void> {
  const { connection } = database;
  const { dataset, signal, onStep } = conduct;
  const interrupt = () => connection.interrupt();
  await connection.run("BEGIN TRANSACTION");
  signal?.addEventListener("abort", interrupt);
  try {
    await touchLoads(connection, dataset);
    onStep?.("writing");
    await work({
      run: async (sql) => {
        signal?.throwIfAborted();
        const { rowsChanged } = await connection.run(sql);
        onStep?.("statement run");
        if (rowsChanged >= MANY_ROWS) await giveMemoryBack(database);
        return rowsChanged;
      },
      count: async (sql) => {
        signal?.throwIfAborted();
        const [[number] = []] = await rowsOf(connection, sql);
        return Number(number);
      },
    });
    onStep?.("before commit");
    signal?.throwIfAborted();
    signal?.removeEventListener("abort", interrupt);
    await connection.run("COMMIT");
  } catch (error) {
    await rollBack(connection);
    signal?.throwIfAborted(); // the interrupted statement's own error says less
    throw isConflict(error) ? new LoadError(`${CONFLICT}${dataset.schema}`, { cause: error }) : error;
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
  onStep?.("committed");
}

/**
 * Two connections of one process may load at the same time, and DuckDB lets both commit unless they change the same row:
 * cursors would go back, and rows be there twice. So both change one, to what it is.
 */
async function touchLoads(connection: DuckDBConnection, dataset: Dataset): Promise<void> {
  if (!(await hasTable(connection, dataset, LOADS_TABLE))) return; // both would create it
  const loads = tableName(dataset, LOADS_TABLE);
  await connection.run(`UPDATE ${loads} SET status = status WHERE load_id = (SELECT max(load_id) FROM ${loads})`);
}

const CONFLICT = "another connection of this process was writing at the same time to dataset ";

/** Whether DuckDB let another transaction go first. */
function isConflict(error: unknown): boolean {
  return error instanceof Error && /^(?:TransactionContext Error|Catalog).*conflict/i.test(error.message);
}

async function rollBack(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run("ROLLBACK");
  } catch {
    // A transaction that failed at its commit is over already.
  }
}
