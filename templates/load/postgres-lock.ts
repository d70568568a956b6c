import { setTimeout as sleep } from "node:timers/promises";
import type { LoadOwner } from "./destination.js";
import { LoadError } from "./errors.js";
import type { PostgresSession } from "./postgres-session.js";

/** How long a load waits for another one of its pipeline to end: that one may take hours. */
const RUN_PATIENCE_MS = 15_000;
/** How long a load that has read everything waits until others have written to the dataset. */
const WRITE_PATIENCE_MS = 300_000;
const ASK_EVERY_MS = 250;

/**
 * Does `work` while no other load of the pipeline, or of the schema, works on the dataset. What keeps them out are advisory
 * locks of the session: they need no table, end with the connection, and a load that was killed in the middle of its commit
 * holds them until the server is done with that.
 *
 * @throws LoadError when another such load goes on
 */
export async function exclusively<Result>(
  session: PostgresSession,
  { schema, pipelineName, schemaName, signal }: LoadOwner,
  work: () => Promise<Result>,
): Promise<Result> {
  const held: string[] = [];
  const [[backend] = []] = await session.query("SELECT pg_backend_pid()");
  try {
    for (const [kind, name] of [["pipeline", pipelineName] as const, ["schema", schemaName] as const]) {
      const key = runKey(kind, schema, name);
      if (!(await acquire(session, TRY_LOCK_HERE, [key, String(backend)], RUN_PATIENCE_MS, signal))) {
        throw new LoadError(
          `another load of ${kind} ${name} into dataset ${schema} is running${await describeHolder(session, key)}: ` +
            "this one has read nothing; run it when that one has ended",
        );
      }
      held.push(key);
    }
    return await work();
  } finally {
    for (const key of held) await releaseRun(session, key);
  }
}

/** Waits until no load of the pipeline is at work, whose own one may have lost its connection; false when one goes on. */
export async function awaitRunEnd(session: PostgresSession, schema: string, pipelineName: string): Promise<boolean> {
  const key = runKey("pipeline", schema, pipelineName);
  const isFree = await acquire(session, TRY_LOCK, [key], RUN_PATIENCE_MS, undefined);
  if (isFree) await releaseRun(session, key);
  return isFree;
}

/**
 * Lets one load at a time write to a dataset, until its transaction ends: two that create the same tables, or merge into
 * one, would fail or double rows. Loads of different pipelines read at the same time.
 */
export async function lockForWriting(session: PostgresSession, schema: string, signal: AbortSignal | undefined) {
  const key = lockKey(["write", schema]);
  if (await acquire(session, TRY_WRITE_LOCK, [key], WRITE_PATIENCE_MS, signal)) return;
  throw new LoadError(
    `another load has been writing to dataset ${schema} for long${await describeHolder(session, key)}`,
  );
}

const TRY_LOCK = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))";
/** Takes no lock in another session than the one that is expected, where nobody would release it. */
const TRY_LOCK_HERE =
  "SELECT CASE WHEN pg_backend_pid() = CAST($2 AS integer) THEN pg_try_advisory_lock(hashtextextended($1, 0)) END";
const TRY_WRITE_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))";

/** Statements of one connection that several sessions of the server run. */
export function severalSessions(): LoadError {
  return new LoadError(
    "the connection reaches several sessions of the server, as through a pooler that lends them for a transaction at a time, " +
      "which keeps neither locks nor temporary tables: load past it",
  );
}

/** Asks time and again rather than to wait in the server, where an abort would not be heard. */
async function acquire(
  session: PostgresSession,
  tryLock: string,
  values: readonly string[],
  patienceMs: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const latest = performance.now() + patienceMs;
  for (;;) {
    signal?.throwIfAborted();
    const [[isLocked] = []] = await session.query(tryLock, values);
    if (isLocked === null) throw severalSessions();
    if (isLocked === true) return true;
    if (performance.now() > latest) return false;
    await sleep(ASK_EVERY_MS);
  }
}

async function releaseRun(session: PostgresSession, key: string): Promise<void> {
  if (!session.isUsable()) return;
  // Where this fails the connection is gone, and the lock with it.
  await session.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [key]).catch(() => undefined);
}

/** Who holds a lock, as far as the user may see it: what an administrator needs to end a session that was left behind. */
async function describeHolder(session: PostgresSession, key: string): Promise<string> {
  const [row] = await session.query(
    `SELECT l.pid, CAST(date_trunc('second', a.backend_start) AS text), host(a.client_addr)
     FROM pg_catalog.pg_locks AS l LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
     WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
       AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
       AND (CAST(l.classid AS bigint) << 32) | CAST(l.objid AS bigint) = hashtextextended($1, 0)`,
    [key],
  );
  if (row === undefined) return "";
  const [processId, since, address] = row;
  const from = typeof address === "string" ? ` from ${address}` : "";
  return ` (server process ${processId}${typeof since === "string" ? `, connected${from} since ${since}` : ""})`;
}

function runKey(kind: "pipeline" | "schema", dataset: string, name: string): string {
  return lockKey([kind, dataset, name]);
}

function lockKey(names: readonly string[]): string {
  return JSON.stringify(["gen-connector", ...names]);
}
