import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { findPostgres } from "./postgres-binaries.js";

/** A server of its own for the tests of this process, on a port of its own; it ends with the process. */
export interface PostgresServer {
  /** `postgres://…/postgres`, whose user may do everything. */
  readonly url: string;
  /** Makes an empty database; its URL. */
  readonly createDatabase: () => Promise<string>;
  /** Ends the server at once, as a power failure would, and starts it again on the same data. */
  readonly crash: () => Promise<void>;
}

const USER = "tester";
const READY_WITHIN_MS = 60_000;
/** Postgres refuses to run as root: it is given the user and group that Linux calls nobody. */
const NOBODY = 65_534;

let shared: Promise<PostgresServer> | undefined;
let databases = 0;

/** The server that all tests of this process share. Throws when no server is installed. */
export function postgresServer(): Promise<PostgresServer> {
  shared ??= startPostgres();
  return shared;
}

/** Runs `work` with the URL of an empty database. */
export async function withPostgresDatabase<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const server = await postgresServer();
  return work(await server.createDatabase());
}

/** Runs `work` with a connection of its own. */
export async function withPostgres<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function startPostgres(): Promise<PostgresServer> {
  const bin = findPostgres();
  if (bin === undefined) throw new Error("no Postgres server is installed");
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const folder = mkdtempSync(join(tmpdir(), "gen-connector-postgres-"));
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  if (identity.uid !== undefined) for (const owned of [folder, data]) chownSync(owned, identity.uid, identity.gid);
  const settings = ["--username", USER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"];
  execFileSync(join(bin, "initdb"), ["--pgdata", data, ...settings], { ...identity, cwd: folder, stdio: "pipe" });
  const port = await freePort();
  const url = (database: string): string => `postgres://${USER}@127.0.0.1:${port}/${database}`;

  let server: ChildProcess;
  const start = async (): Promise<void> => {
    const options = { listen_addresses: "127.0.0.1", unix_socket_directories: "", port, fsync: "off" };
    const flags = Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    server = spawn(join(bin, "postgres"), ["-D", data, ...flags], { ...identity, cwd: folder, stdio: "ignore" });
    server.unref();
    await waitUntilReady(url("postgres"), server);
  };
  process.once("exit", () => {
    server.kill("SIGQUIT"); // immediate shutdown: nothing of it is needed any more
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  await start();
  return {
    url: url("postgres"),
    createDatabase: async () => {
      const name = `test_${++databases}`;
      await withPostgres(url("postgres"), (client) => client.query(`CREATE DATABASE ${name}`));
      return url(name);
    },
    crash: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.ref(); // the process waits for it
      server.kill("SIGQUIT");
      await ended;
      await start();
    },
  };
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<void> {
  const latest = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      return await withPostgres(url, async () => undefined);
    } catch (error) {
      if (server.exitCode !== null || Date.now() > latest) throw error;
      await sleep(50);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
    });
  });
}
