import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { postgresServer, withPostgres } from "../../test/support/postgres-server.js";
import { withDatabase } from "../../test/support/dataset-rows.js";

/** The rows of a query, and how the database makes a number of some columns. */
export interface Reader {
  readonly rows: (sql: string) => Promise<readonly (readonly unknown[])[]>;
  readonly hash: (columns: string) => string;
}

/** Where the shop is loaded to. */
export interface Store {
  readonly name: "duckdb" | "postgres";
  /** Makes a target that nothing was loaded into. */
  readonly create: () => Promise<string>;
  /** Makes a target with what another one has. */
  readonly copy: (target: string) => Promise<string>;
  readonly remove: (target: string) => Promise<void>;
  /** Reads at one instant. */
  readonly read: <Result>(target: string, use: (reader: Reader) => Promise<Result>) => Promise<Result>;
  readonly version: () => Promise<string>;
}

export function duckDbStore(folder: string): Store {
  let files = 0;
  const create = async () => join(folder, `shop-${++files}.duckdb`);
  const read: Store["read"] = (target, use) =>
    withDatabase(target, (connection) => {
      const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRows();
      return use({ rows, hash: (columns) => `CAST(hash(${columns}) AS HUGEINT)` });
    });
  return {
    name: "duckdb",
    create,
    read,
    async copy(target) {
      const made = await create();
      copyFileSync(target, made);
      return made;
    },
    async remove(target) {
      for (const file of [target, `${target}.wal`]) rmSync(file, { force: true });
      rmSync(`${target}.tmp`, { recursive: true, force: true });
    },
    version: async () => `DuckDB ${(await import("@duckdb/node-api")).version()}`,
  };
}

export async function postgresStore(): Promise<Store> {
  const server = await postgresServer();
  const nameOf = (target: string) => new URL(target).pathname.slice(1);
  const administer = (sql: string) => withPostgres(server.url, (client) => client.query<{ version: string }>(sql));
  const remove = async (target: string) => {
    await administer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${nameOf(target)}'`);
    await administer(`DROP DATABASE ${nameOf(target)}`);
  };
  return {
    name: "postgres",
    create: () => server.createDatabase(),
    async copy(target) {
      const made = await server.createDatabase();
      await administer(`DROP DATABASE ${nameOf(made)}`);
      await administer(`CREATE DATABASE ${nameOf(made)} TEMPLATE ${nameOf(target)}`);
      return made;
    },
    remove,
    async read(target, use) {
      const client = new Client({ connectionString: target });
      await client.connect();
      try {
        await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        const rows = async (sql: string) => (await client.query<unknown[]>({ text: sql, rowMode: "array" })).rows;
        return await use({ rows, hash: (columns) => `hashtextextended(CAST(ROW(${columns}) AS text), 0)` });
      } finally {
        await client.end();
      }
    },
    version: async () => {
      const { rows } = await administer("SELECT 'Postgres ' || current_setting('server_version') AS version");
      return rows[0]?.version ?? "Postgres";
    },
  };
}
