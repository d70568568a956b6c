import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findPostgres, HOW_TO_GET_POSTGRES } from "../support/postgres-binaries.js";
import { postgresServer, withPostgres, withPostgresDatabase } from "../support/postgres-server.js";

const test = suite("the Postgres server of the tests");
const run = findPostgres() === undefined ? test.skip : test;
if (findPostgres() === undefined) console.log(`Postgres tests are skipped: ${HOW_TO_GET_POSTGRES}`);

run("makes a database of its own for each test", async () => {
  const [first, second] = [
    await withPostgresDatabase(async (url) => url),
    await withPostgresDatabase(async (url) => url),
  ];
  assert.not.equal(first, second);
  await withPostgres(first, (client) => client.query("CREATE TABLE kept (id int)"));
  const { rows } = await withPostgres(second, (client) => client.query("SELECT to_regclass('kept') AS found"));
  assert.equal(rows, [{ found: null }]);
});

run("keeps what was committed over a crash", async () => {
  const url = await withPostgresDatabase(async (database) => database);
  await withPostgres(url, (client) => client.query("CREATE TABLE kept AS SELECT 1 AS id"));
  await (await postgresServer()).crash();
  const { rows } = await withPostgres(url, (client) => client.query("SELECT id FROM kept"));
  assert.equal(rows, [{ id: 1 }]);
});

test.run();
