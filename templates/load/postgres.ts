import { Client, type ClientBase } from "pg";
import type { DestinationKind } from "./destination-kind.js";
import { LoadError } from "./errors.js";
import { POSTGRES_NAME_LIMIT } from "./naming.js";
import { postgresDestination } from "./postgres-destination.js";
import { openSession } from "./postgres-session.js";

/** Where to load: a URL (`postgres://user@host:5432/database`), or a connected client of `pg`, which stays connected. */
export type PostgresTarget = string | ClientBase;

const POSTGRES_URL = /^postgres(?:ql)?:\/\//i;
const CONNECT_WITHIN_MS = 10_000;
/** How soon a connection that nothing comes over is looked after. */
const KEEP_ALIVE_MS = 10_000;

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

async function openClient(client: ClientBase) {
  const session = openSession(client);
  // A connection of the caller's cannot be told to cancel: its statement is waited for.
  return { destination: postgresDestination(session, async () => undefined), close: async () => session.release() };
}

async function openUrl(url: string) {
  const client = await connect(url);
  const session = openSession(client);
  const [[processId] = []] = await session.query("SELECT pg_backend_pid()");
  return {
    destination: postgresDestination(session, () => cancelBackend(url, Number(processId))),
    close: async () => {
      if (session.isUsable()) await client.end();
      session.release();
    },
  };
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
