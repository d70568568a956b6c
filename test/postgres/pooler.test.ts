import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { Client } from "pg";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failureOf, pageOf, source } from "../load/support.js";
import { hasPostgres, loadSources, query, withClient } from "./support.js";

const test = suite("poolers before Postgres");
const run = hasPostgres() ? test : test.skip;

const LENDS = /^the connection reaches several sessions of the server, as .*: load past it$/;
/** What a server says to one that it lets in without a password, and that it is ready. */
const WELCOME = Buffer.from("R\0\0\0\u0008\0\0\0\0Z\0\0\0\u0005I", "latin1");
const GOODBYE = "X".charCodeAt(0);

/** Runs `use` with the URL of a pooler that has one session of a server and lends it to whoever asks last. */
async function withPooler(url: string, use: (url: string) => Promise<void>): Promise<void> {
  const { hostname, port } = new URL(url);
  const sockets: Socket[] = [];
  let session: Socket | undefined;
  let asking: Socket | undefined;
  const pooler = createServer((client) => {
    sockets.push(client);
    let isGreeted = session === undefined;
    client
      .on("error", () => undefined)
      .on("data", (message) => {
        if (message[0] === GOODBYE) return;
        if (!isGreeted) {
          isGreeted = true;
          client.write(WELCOME);
          return;
        }
        asking = client;
        session ??= connect(Number(port), hostname, () => undefined).on("data", (answer) => asking?.write(answer));
        session.write(message);
      });
  });
  await new Promise<void>((resolve) => pooler.listen(0, "127.0.0.1", resolve));
  try {
    await use(Object.assign(new URL(url), { port: (pooler.address() as AddressInfo).port }).href);
  } finally {
    for (const socket of [...sockets, session]) socket?.destroy();
    pooler.close();
  }
}

run(
  "one that lends its only session in turn, which a load alone would not notice, is refused before anything is read",
  () =>
    withClient(async (client, url) => {
      await withPooler(url, async (pooled) => {
        let read = 0;
        const reading = {
          ...source({}),
          async *pages() {
            read++;
            yield pageOf('[{"id": 1}]');
          },
        };
        assert.match((await failureOf(loadSources(pooled, reading))).message, LENDS);
        assert.is(read, 0);
      });
      assert.equal(await query(client, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), [["0"]]);
    }),
);

run(
  "a pooler that lends a session for a transaction at a time is refused before anything is read, and keeps no lock",
  () =>
    withClient(async (client, url) => {
      const other = new Client({ connectionString: url });
      await other.connect();
      const own = client.query.bind(client);
      for (const statementsBefore of [1, 3]) {
        let statements = 0;
        client.query = ((...statement: Parameters<typeof own>) =>
          ++statements > statementsBefore ? other.query(...statement) : own(...statement)) as typeof own;
        const { message } = await failureOf(loadSources(client, source({}, [{ id: 1 }])));
        assert.match(message, LENDS);
      }
      client.query = own;
      await other.end();
      assert.equal(await query(client, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), [["0"]]);
    }),
);

test.run();
