import { setTimeout as sleep } from "node:timers/promises";
import { Client, type ClientBase } from "pg";
import type { Conduct } from "./destination.js";
import type { DestinationKind } from "./destination-kind.js";
import { LoadError } from "./errors.js";
import { POSTGRES_NAME_LIMIT } from "./naming.js";
import { hasLoad } from "./postgres-catalog.js";
import { postgresDestination } from "./postgres-destination.js";
import { awaitRunEnd } from "./postgres-lock.js";
import { openSession, type PostgresSession } from "./postgres-session.js";

/** Where to load: a URL (`postgres://user@host:5432/database`), or a connected client of `pg`, which stays connected. */
export type PostgresTarget = string | ClientBase;

const POSTGRES_URL = /^postgres(?:ql)?:\/\//i;
const CONNECT_WITHIN_MS = 10_000;
/** How soon a connection that nothing comes over is looked after. */
const KEEP_ALIVE_MS = 10_000;
/** How long a server that went away in the middle of a commit is asked what became of it. */
const RECONNECT_WITHIN_MS = 20_000;
const RECONNECT_EVERY_MS = 500;
/** How soon the server asks for a client's machine, and, since Postgres 14, for the client while it runs a statement. */
const NOTICE_SETTINGS = [
  ["tcp_keepalives_idle", "30"],
  ["tcp_keepalives_interval", "10"],
  ["tcp_keepalives_count", "3"],
  ["client_connection_check_interval", "2s"],
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
  const client = await connect(url);
  const session = openSession(client);
  const [[processId] = []] = await session.query("SELECT pg_backend_pid()");
  await noticeLostClients(session);
  const other = {
    cancel: () => cancelBackend(url, Number(processId)),
    isCommitted: (conduct: Conduct) => isCommitted(url, conduct),
  };
  return {
    destination: postgresDestination(session, other),
    close: async () => {
      if (session.isUsable()) await client.end().catch(() => undefined); // the load is over, however this ends
      session.release();
    },
  };
}

/**
 * Has the server end the session soon after this process or its machine went away: its locks would keep the next run out.
 * Left to itself it asks for the machine after two hours, and for the process when a statement has ended.
 */
async function noticeLostClients(session: PostgresSession): Promise<void> {
  for (const [name, value] of NOTICE_SETTINGS) {
    // Some are of newer versions, or of some systems.
    const set = "SELECT set_config(name, $2, false) FROM pg_catalog.pg_settings WHERE name = $1";
    await session.query(set, [name, value]).catch(() => undefined);
  }
}

/** @throws LoadError without the password, when there is no server, no such database, or the user is not let in */
async function connect(url: string): Promise<Client> {
  let client: Client;
  try {
    client = new Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    });
  } catch {
    throw new LoadError(
      "--to is not a URL that Postgres could be reached by: special characters are written as %XX there",
    );
  }
  client.on("error", () => undefined); // the attempt itself fails as well
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw new LoadError(`cannot connect to ${shownUrl(url)}: ${reasonOf(error)}`);
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
    try {
      const client = await connect(url);
      const session = openSession(client);
      try {
        // The lost session may still be at its commit; it holds the lock of its run until that is over.
        const isOver = await awaitRunEnd(session, dataset.schema, pipelineName);
        const isThere = await hasLoad(session, dataset, loadId);
        return isThere || isOver ? isThere : undefined;
      } finally {
        session.release();
        await client.end().catch(() => undefined);
      }
    } catch {
      await sleep(RECONNECT_EVERY_MS);
    }
  } while (performance.now() < latest);
  return undefined;
}

/** A refused connection has an error for each address of the host, and no message. */
function reasonOf(error: unknown): string {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.map((one) => (one instanceof Error ? one.message : String(one))).join("; ");
}

/** The URL without its password and options. */
function shownUrl(url: string): string {
  if (!URL.canParse(url)) return "postgres://…";
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username === "" ? "" : `${username}@`}${host}${pathname}`;
}
