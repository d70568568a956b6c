import type { Conduct, Statements } from "./destination.js";
import { LoadError, UnansweredCommitError } from "./errors.js";
import { lockForWriting, severalSessions } from "./postgres-lock.js";
import type { PostgresSession } from "./postgres-session.js";

/**
 * What a transaction sets for itself; it ends with the transaction, so that the caller's connection stays as it was. A lock
 * that somebody else holds is waited for so long, then the load fails.
 */
const SETTINGS = ["lock_timeout = '15s'", "TimeZone = 'UTC'", "standard_conforming_strings = on"];

/**
 * Throws LoadError when the connection is in a transaction of the caller's: it could neither be committed nor rolled back
 * here. Outside of one, each statement has a transaction of its own, with a start of its own. Throws one, too, when its
 * statements reach different sessions.
 */
export async function requireNoTransaction({ query }: PostgresSession): Promise<void> {
  const starts = new Set<string>();
  const backends = new Set<unknown>();
  for (let statement = 0; statement < 2; statement++) {
    const [[start, backend] = []] = await query("SELECT CAST(transaction_timestamp() AS text), pg_backend_pid()");
    starts.add(String(start));
    backends.add(backend);
  }
  if (backends.size > 1) throw severalSessions();
  if (starts.size === 1) throw new LoadError("the connection is in a transaction; a load needs one of its own");
}

/** What a transaction does to its own session from another one. */
export interface OtherSession {
  /** Ends the statement that is running, if it can. */
  readonly cancel: () => Promise<void>;
  /** Looks for a load after the connection was lost; undefined when that cannot be found out. */
  readonly isCommitted: (conduct: Conduct) => Promise<boolean | undefined>;
}

/** Runs statements in a transaction of their own, the only one that loads into the dataset: all of them count, or none. */
export async function inTransaction(
  session: PostgresSession,
  conduct: Conduct,
  other: OtherSession,
  work: (statements: Statements) => Promise<void>,
): Promise<void> {
  const { signal, onStep } = conduct;
  await session.run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
  let cancelled: Promise<void> | undefined;
  const onAbort = () => (cancelled = other.cancel());
  signal?.addEventListener("abort", onAbort);
  try {
    for (const setting of SETTINGS) await session.run(`SET LOCAL ${setting}`);
    await lockForWriting(session, conduct.dataset.schema, signal);
    onStep?.("writing");
    await work({
      run: async (sql) => {
        signal?.throwIfAborted();
        const rows = await session.run(sql);
        onStep?.("statement run");
        return rows;
      },
      count: async (sql) => {
        signal?.throwIfAborted();
        const [[number] = []] = await session.query(sql);
        return Number(number);
      },
    });
    onStep?.("before commit");
    signal?.throwIfAborted();
  } catch (error) {
    await cancelled; // so that it does not meet the next statement
    if (session.isUsable()) await session.run("ROLLBACK");
    signal?.throwIfAborted(); // the cancelled statement's own error says less
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort); // a commit is not cancelled: it takes no time
  }
  await commit(session, conduct, other);
  onStep?.("committed");
}

/** Commits. Where the connection is lost before the answer, another one looks what became of it. */
async function commit(session: PostgresSession, conduct: Conduct, other: OtherSession): Promise<void> {
  try {
    await session.run("COMMIT");
  } catch (error) {
    if (session.isUsable()) throw error;
    const isCommitted = await other.isCommitted(conduct);
    if (isCommitted === true) return;
    if (isCommitted === false) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnansweredCommitError(conduct.loadId, `${reason}, while load ${conduct.loadId} was committed`, {
      cause: error,
    });
  }
}
