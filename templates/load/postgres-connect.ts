import { Client, type ClientConfig } from "pg";
import { LoadError } from "./errors.js";

const CONNECT_WITHIN_MS = 10_000;
/** How soon a connection that nothing comes over is looked after. */
const KEEP_ALIVE_MS = 10_000;
/** How long a server that is asked about another connection has for its answer. */
export const ANSWER_WITHIN_MS = 10_000;

/** @throws LoadError without the password, when there is no server, no such database, or the user is not let in */
export async function connect(url: string, more: ClientConfig = {}): Promise<Client> {
  let client: Client;
  try {
    client = new Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      ...more,
    });
  } catch (error) {
    if (error instanceof Error && "syscall" in error) throw cannotConnect(url, error); // a file that the URL names
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
    throw cannotConnect(url, error);
  }
}

function cannotConnect(url: string, error: unknown): LoadError {
  return new LoadError(`cannot connect to ${shownUrl(url)}: ${reasonOf(error)}`, { cause: error });
}

/** A refused connection has an error for each address of the host, and no message. */
function reasonOf(error: unknown): string {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const reason = errors.map((one) => (one instanceof Error ? one.message : String(one))).join("; ");
  return `${reason}${HINTS.find(([pattern]) => pattern.test(reason))?.[1] ?? ""}`;
}

/** What would help in the cases that users meet, by the words of the server, of the driver and of Node. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/client password must be a string/, ": the server asks for a password, in the URL or in PGPASSWORD"],
  [/no encryption$/, ": the server may ask for TLS, which ?sslmode=verify-full behind the URL makes"],
  [
    /self-signed certificate|unable to (?:get|verify)/,
    ": name the certificate of its authority by ?sslrootcert=FILE, or go without proof by ?sslmode=no-verify",
  ],
];

/** The URL without its password and options. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return "postgres://…";
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username === "" ? "" : `${username}@`}${host}${pathname}`;
}
