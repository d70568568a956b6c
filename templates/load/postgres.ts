import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientBase } from "pg";
import type { Conduct } from "./destination.js";
import type { DestinationKind } from "./destination-kind.js";
import { LoadError } from "./errors.js";
import { POSTGRES_NAME_LIMIT } from "./naming.js";
import { hasLoad } from "./postgres-catalog.js";
import { ANSWER_WITHIN_MS, connect, shownUrl } from "./postgres-connect.js";
import { postgresDestination } from "./postgres-destination.js";
import { awaitRunEnd, severalSessions } from "./postgres-lock.js";
import { openSession, type PostgresSession } from "./postgres-session.js";
import { backendWatcher, THIS_BACKEND, watchConnection } from "./postgres-watch.js";

/** Where to load: a URL (`postgres://user@host:5432/database`), or a connected client of `pg`, which stays connected. */
export type PostgresTarget = string | ClientBase;

const POSTGRES_URL = /^postgres(?:ql)?:\/\//i;
/** How long a server that went away in the middle of a commit is asked what became of it. */
const RECONNECT_WITHIN_MS = 20_000;
const RECONNECT_EVERY_MS = 500;
/** How long a further connection is waited for, to see whether it has a session of its own. */
const COMPARE_WITHIN_MS = 3_000;
/**
 * How soon the server asks for a client's machine and, since Postgres 14, for the client while it runs a statement; and that
 * it leaves sessions alone that wait for an API.
 */
const SESSION_SETTINGS = [
  ["tcp_keepalives_idle", "30"],
  ["tcp_keepalives_interval", "10"],
  ["tcp_keepalives_count", "3"],
  ["client_connection_check_interval", "2s"],
  ["idle_session_timeout", "0"],
] as const;

export const postgres: DestinationKind<PostgresTarget> = {
  title: "Postgres",
  targets: "postgres://USER@HOST/DATABASE",
  nameLimit: POSTGRES_NAME_LIMIT,
  accepts: (target): target is PostgresTarget =>
    typeof target === "string"
      ? POSTGRES_URL.test(target)
      : typeof target === "object" && target !== null && "query" in target && "escapeIdentifier" in target,
  parse: (argument) => (POSTGRES_URL.test(argument) ? { target: argument, shown: shownUrl(argument) } : undefined),
  open: (target) => (typeof target === "string" ? openUrl(target) : openClient(target)),
};

/** The clients of callers that a load uses. */
const busy = new WeakSet<ClientBase>();

async function openClient(client: ClientBase) {
  if (busy.has(client)) throw new LoadError("the connection is used by another load: give each load one of its own");
  busy.add(client);
  const session = openSession(client);
  // A connection of the caller's cannot be told to cancel: its statement is waited for. Nor can another one be opened.
  const other = { cancel: async () => undefined, isCommitted: async () => undefined };
  return {
    destination: postgresDestination(session, other),
    close: async () => {
      busy.delete(client);
      session.release();
    },
  };
}

async function openUrl(url: string) {
  const socket = new Socket();
  const client = await connect(url, { stream: () => socket });
  const { rows } = await client.query<string[]>({ text: THIS_BACKEND, rowMode: "array" });
  const session = openSession(client, watchConnection(socket, backendWatcher(url, rows[0] ?? [])));
  const closeSession = async () => {
    if (session.isUsable()) await client.end().catch(() => undefined); // the load is over, however this ends
    session.release();
  };
  try {
    await requireOwnSession(url, rows[0]?.[0]);
    await setUpSession(session);
  } catch (error) {
    await closeSession();
    throw error;
  }
  const other = {
    cancel: () => cancelBackend(url, Number(rows[0]?.[0])),
    isCommitted: (conduct: Conduct) => isCommitted(url, conduct),
  };
  return {
    destination: postgresDestination(session, other),
    close: closeSession,
  };
}

/**
 * Throws LoadError when a further connection comes to the session of an open one, which nobody else may have: a pooler lends
 * it for a transaction at a time. A load alone would not notice, until others take the session, and its locks, from it.
 */
async function requireOwnSession(url: string, processId = ""): Promise<void> {
  if ((await furtherSession(url).catch(() => undefined)) === processId) throw severalSessions();
}

/** The process that serves a further connection. Throws when none is to be had, or a pooler keeps it waiting. */
async function furtherSession(url: string): Promise<string | undefined> {
  const socket = new Socket();
  try {
    const patience = { connectionTimeoutMillis: COMPARE_WITHIN_MS, query_timeout: COMPARE_WITHIN_MS };
    const client = await connect(url, { ...patience, stream: () => socket });
    const { rows } = await client.query<string[]>({ text: THIS_BACKEND, rowMode: "array" });
    await client.end();
    return rows[0]?.[0];
  } finally {
    socket.destroy();
  }
}

/**
 * Has the server end the session soon after this process or its machine went away: its locks would keep the next run out.
 * Left to itself it asks for the machine after two hours, and for the process when a statement has ended.
 * An API that is slow must not end it either.
 */
async function setUpSession(session: PostgresSession): Promise<void> {
  for (const [name, value] of SESSION_SETTINGS) {
    // Some are of newer versions, or of some systems.
    const set = "SELECT set_config(name, $2, false) FROM pg_catalog.pg_settings WHERE name = $1";
    await session.query(set, [name, value]).catch(() => undefined);
  }
}

/** Ends the statement of a connection from another one; what goes wrong with that only takes longer. */
async function cancelBackend(url: string, processId: number): Promise<void> {
  try {
    const client = await connect(url);
    await client.query("SELECT pg_cancel_backend($1)", [processId]).finally(() => client.end());
  } catch {
    return;
  }
}

/** Whether a load is there whose connection was lost; undefined when the server does not come back in time. */
async function isCommitted(url: string, { dataset, pipelineName, loadId }: Conduct): Promise<boolean | undefined> {
  const latest = performance.now() + RECONNECT_WITHIN_MS;
  do {
    const socket = new Socket();
    try {
      const client = await connect(url, { query_timeout: ANSWER_WITHIN_MS, stream: () => socket });
      const session = openSession(client);
      try {
        // The lost session may still be at its commit; it holds the lock of its run until that is over.
        const isOver = await awaitRunEnd(session, dataset.schema, pipelineName);
        const isThere = await hasLoad(session, dataset, loadId);
        return isThere || isOver ? isThere : undefined;
      } finally {
        session.release();
        socket.destroy(); // to say goodbye may take as long as the network likes
      }
    } catch {
      await sleep(RECONNECT_EVERY_MS);
    }
  } while (performance.now() < latest);
  return undefined;
}
