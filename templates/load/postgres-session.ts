import type { ClientBase } from "pg";
import { LoadError } from "./errors.js";
import type { Watch } from "./postgres-watch.js";

/** A connection while a load uses it. */
export interface PostgresSession {
  /** Runs a statement; the number of rows that it inserted, changed or deleted. */
  readonly run: (sql: string) => Promise<number>;
  readonly query: (sql: string, values?: readonly string[]) => Promise<readonly (readonly unknown[])[]>;
  /** Does something with the connection itself. A lost connection is a LoadError. */
  readonly use: <Result>(work: (client: ClientBase) => Promise<Result>) => Promise<Result>;
  /** Whether the connection is still there. */
  readonly isUsable: () => boolean;
  /** Stops listening to the connection. */
  readonly release: () => void;
}

/** Listens to a connection until it is released: one that is lost between two statements must not end the process. */
export function openSession(client: ClientBase, watch: Watch = (work) => work()): PostgresSession {
  let lost: Error | undefined;
  const onError = (error: Error) => {
    lost ??= error; // the driver tells of the end of a connection, too
  };
  const onEnd = () => {
    lost ??= new Error("the server closed it");
  };
  client.on("error", onError);
  client.on("end", onEnd);
  const use = async <Result>(work: (client: ClientBase) => Promise<Result>): Promise<Result> => {
    if (lost !== undefined) throw lostConnection(lost);
    try {
      return await watch(() => work(client));
    } catch (error) {
      if (isConnectionError(error)) lost ??= error;
      if (lost !== undefined) throw lostConnection(lost);
      throw error instanceof Error ? failedStatement(error) : error;
    }
  };
  return {
    use,
    run: async (sql) => (await use(() => client.query(sql))).rowCount ?? 0,
    query: async (sql, values = []) => {
      const result = await use(() => client.query<unknown[]>({ text: sql, values: [...values], rowMode: "array" }));
      return result.rows;
    },
    isUsable: () => lost === undefined,
    release: () => {
      client.off("error", onError);
      client.off("end", onEnd);
    },
  };
}

/** What Postgres calls a shutdown of the server, and what the driver and the system call a lost connection. */
const LOST_CODES: ReadonlySet<string> = new Set(["57P01", "57P02", "57P03", "ECONNRESET", "EPIPE", "ETIMEDOUT"]);

function isConnectionError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return (
    LOST_CODES.has(codeOf(error)) ||
    /^(?:Connection terminated|Client has encountered a connection)/.test(error.message)
  );
}

export function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

function lostConnection(error: Error): LoadError {
  return new LoadError(`the connection to Postgres was lost: ${error.message}${HINTS.get(codeOf(error)) ?? ""}`);
}

/** Postgres' own words, with what would help in the cases that users meet. */
function failedStatement(error: Error): Error {
  const code = codeOf(error);
  const hint = HINTS.get(code);
  const detail =
    "detail" in error && typeof error.detail === "string" && SAFE_DETAILS.has(code) ? ` (${error.detail})` : "";
  return hint === undefined && detail === ""
    ? error
    : new LoadError(`${error.message}${detail}${hint ?? ""}`, { cause: error });
}

function limitHint(what: string, setting: string): string {
  return `: ${what}; ?options=-c%20${setting}%3D0 behind the URL lifts that limit`;
}

const SAFE_DETAILS: ReadonlySet<string> = new Set(["23505"]);
const HINTS: ReadonlyMap<string, string> = new Map([
  [
    "42501",
    ": the user needs the right to create temporary tables, and tables in the dataset's schema or that schema itself; " +
      "who does not own a table cannot add columns to it",
  ],
  ["55P03", ": another session holds a lock on a table of the dataset"],
  ["57014", limitHint("the server ends longer statements, or somebody cancelled it", "statement_timeout")],
  ["25P03", limitHint("the server ends sessions that wait", "idle_in_transaction_session_timeout")],
  ["25P04", limitHint("the server ends longer transactions", "transaction_timeout")],
  ["25006", ": the server, or the user's sessions, take no changes"],
  ["42P07", ": another load has made it since this one began; run this one again"],
  ["42701", ": another load has made it since this one began; run this one again"],
  ["53100", ": the server's disk is full"],
]);
