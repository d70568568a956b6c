import type { DuckDBConnection } from "@duckdb/node-api";
import type { Conduct, Statements } from "./destination.js";
import { rowsOf } from "./duckdb-catalog.js";
import { LoadError } from "./errors.js";

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

/**
 * Runs statements in a transaction of their own: all of them count, or none. An abort interrupts the one that is running.
 */
export async function inTransaction(
  connection: DuckDBConnection,
  { signal, onStep }: Conduct,
  work: (statements: Statements) => Promise<void>,
): Promise<void> {
  const interrupt = () => connection.interrupt();
  await connection.run("BEGIN TRANSACTION");
  signal?.addEventListener("abort", interrupt);
  try {
    onStep?.("writing");
    await work({
      run: async (sql) => {
        signal?.throwIfAborted();
        const { rowsChanged } = await connection.run(sql);
        onStep?.("statement run");
        return rowsChanged;
      },
      count: async (sql) => {
        signal?.throwIfAborted();
        const [[number] = []] = await rowsOf(connection, sql);
        return Number(number);
      },
    });
    onStep?.("before commit");
    await connection.run("COMMIT");
  } catch (error) {
    await rollBack(connection);
    signal?.throwIfAborted(); // the interrupted statement's own error says less
    throw error;
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
  onStep?.("committed");
}

async function rollBack(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run("ROLLBACK");
  } catch {
    // A transaction that failed at its commit is over already.
  }
}
