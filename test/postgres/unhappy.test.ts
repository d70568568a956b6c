import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { connect } from "../../templates/load/postgres-connect.js";
import { failureOf, pageOf, source } from "../load/support.js";
import { postgresServer } from "../support/postgres-server.js";
import { hasPostgres, loadSources, query, withClient } from "./support.js";

const test = suite("unhappy ends in Postgres");
const run = hasPostgres() ? test : test.skip;

run("a database that is read-only is an error that says so, and nothing changes", () =>
  withClient(async (client, url) => {
    await loadSources(url, source({}, [{ id: 1 }]));
    await client.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = on`);
    const error = await failureOf(loadSources(url, source({}, [{ id: 2 }])));
    assert.is(error.name, "LoadError");
    assert.match(error.message, /read-only transaction: the server, or the user's sessions, take no changes/);
    assert.equal(await query(client, "SELECT id FROM data.items"), [["1"]]);
  }),
);

run("a user who may only change rows loads into tables that are there, and is told what a new column takes", () =>
  withClient(async (client, url) => {
    const sources = (record: object) => [
      source({ table: "merged", writeDisposition: "merge", primaryKey: ["id"] }, [record]),
      source({ table: "replaced", writeDisposition: "replace" }, [record]),
    ];
    await loadSources(url, sources({ id: 1, l: [1] }));
    await client.query(
      `CREATE ROLE clerk LOGIN; GRANT USAGE ON SCHEMA data TO clerk;
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA data TO clerk`,
    );
    const own = Object.assign(new URL(url), { username: "clerk" }).href;
    await loadSources(own, sources({ id: 2, l: [2] }));
    for (const [record, expected] of [
      [{ id: 3, late: 1 }, 'clerk may not add columns to "data"."merged": GRANT "tester" TO "clerk"'],
      [{ id: 3, more: [1] }, 'clerk may not create "data"."merged__more": GRANT CREATE ON SCHEMA "data" TO "clerk"'],
    ] as const) {
      const { message } = await failureOf(loadSources(own, sources(record)));
      assert.is(message, expected);
    }
    assert.equal(await query(client, "SELECT id FROM data.merged ORDER BY id"), [["1"], ["2"]]);
    assert.equal(await query(client, "SELECT id FROM data.replaced"), [["2"]]);
  }),
);

run("a right that is missing ends a load as soon as that shows, not when everything has been read", () =>
  withClient(async (client, url) => {
    const user = Object.assign(new URL(url), { username: "guest" }).href;
    const database = new URL(url).pathname.slice(1);
    let read = 0;
    const loading = (record: object) =>
      failureOf(
        loadSources(user, {
          ...source({}),
          async *pages() {
            for (; read < 100; read++) yield pageOf(JSON.stringify([record]));
          },
        }),
      );
    await client.query("CREATE ROLE guest LOGIN");
    const unmade = `guest may not create schema "data": GRANT CREATE ON DATABASE "${database}" TO "guest"`;
    assert.is((await loading({ id: 1 })).message, unmade);
    await client.query("CREATE SCHEMA data; GRANT USAGE ON SCHEMA data TO guest");
    assert.match(
      (await loading({ id: 1 })).message,
      /^guest may not create "data"."_dlt_loads", .*"_dlt_pipeline_state": GRANT CREATE ON SCHEMA "data" TO "guest"$/,
    );
    assert.is(read, 0);
    await loadSources(url, source({}, [{ id: 1 }]));
    await client.query("GRANT SELECT ON ALL TABLES IN SCHEMA data TO guest");
    assert.match((await loading({ id: 2 })).message, /^guest may not write to "data"."_dlt_loads", .*: GRANT SELECT, /);
    assert.is(read, 0);
    await client.query("GRANT INSERT ON data._dlt_loads, data._dlt_version, data._dlt_pipeline_state TO guest");
    assert.match((await loading({ id: 2 })).message, /^guest may not write to "data"."items": GRANT SELECT, INSERT/);
    await client.query("GRANT INSERT ON data.items TO guest");
    assert.match(
      (await loading({ id: 2, late: 1 })).message,
      /^guest may not add columns to "data"."items": GRANT "tester"/,
    );
    await client.query("GRANT tester TO guest");
    await loadSources(user, source({}, [{ id: 2, late: 1 }]));
    assert.equal(await query(client, "SELECT id, late FROM data.items ORDER BY id"), [
      ["1", null],
      ["2", "1"],
    ]);
  }),
);

run("a server that ends idle sessions leaves the one of a load alone, which waits for an API", () =>
  withClient(async (client, url) => {
    await client
      .query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET idle_session_timeout = '100ms'`)
      .catch(() => {
        // Postgres 14 brought it.
      });
    const slow = {
      ...source({}),
      async *pages() {
        yield pageOf('[{"id": 1}]');
        await sleep(500);
        yield pageOf('[{"id": 2}]');
      },
    };
    await loadSources(url, slow);
    assert.equal(await query(client, "SELECT id FROM data.items ORDER BY id"), [["1"], ["2"]]);
  }),
);

run("a limit of the server's that ends a load is named, with what lifts it", () =>
  withClient(async (client, url) => {
    await loadSources(url, source({}, [{ id: 1 }]));
    const limited = (setting: string, value: string) =>
      `${url}?options=${encodeURIComponent(`-c ${setting}=${value}`)}`;
    await client.query("BEGIN; LOCK TABLE data.items");
    const slow = await failureOf(loadSources(limited("statement_timeout", "200ms"), source({}, [{ id: 2 }])));
    await client.query("ROLLBACK");
    assert.match(slow.message, /statement timeout: .* \?options=-c%20statement_timeout%3D0 behind the URL lifts/);
    // While another load writes, this one asks time and again in its transaction.
    await client.query(`SELECT pg_advisory_lock(hashtextextended('["gen-connector","write","data"]', 0))`);
    const idle = limited("idle_in_transaction_session_timeout", "50ms");
    const { message } = await failureOf(loadSources(idle, source({}, [{ id: 2 }])));
    assert.match(message, /^the connection to Postgres was lost: .*idle-in-transaction timeout: .*%3D0 behind the URL/);
    assert.equal(await query(client, "SELECT id FROM data.items"), [["1"]]);
  }),
);

/** A message of the protocol: its letter, its length, and what it holds. */
function message(letter: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(letter), length, body]);
}

const SASL = message("R", Buffer.from("\0\0\0\u000aSCRAM-SHA-256\0\0"));
const SASL_CONTINUE = message("R", Buffer.from("\0\0\0\u000br=nonce,s=c2FsdA==,i=4096"));
const NO_ENTRY = message("E", Buffer.from("SFATAL\0C28000\0Mno pg_hba.conf entry for host, no encryption\0\0"));

for (const [asked, answers, options, expected] of [
  ["a password", [SASL, SASL_CONTINUE], "", /the server asks for a password, .* PGPASSWORD$/],
  ["TLS", [NO_ENTRY], "", /: the server may ask for TLS, which \?sslmode=verify-full behind the URL makes$/],
  ["nothing, with a certificate that is not there", [], "?sslrootcert=/no/such.crt", /ENOENT: .*such\.crt'$/],
] as const) {
  test(`a server that asks for ${asked} is an error that says what to do`, async () => {
    const server = createServer((socket) => {
      const left = answers.values();
      socket.on("data", () => socket.write(left.next().value ?? "")).on("error", () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const { message: told } = await failureOf(connect(`postgres://me@127.0.0.1:${port}/db${options}`));
    server.close();
    assert.match(told, new RegExp(`^cannot connect to postgres://me@127.0.0.1:${port}/db: `));
    assert.match(told, expected);
  });
}

run("a session that an administrator ends, while it reads or writes, is a lost connection, and nothing changes", () =>
  withClient(async (client, url) => {
    await loadSources(url, source({}, [{ id: 1 }]));
    const others =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    const reading = {
      ...source({}),
      async *pages() {
        yield pageOf('[{"id": 2}]');
        await client.query(others);
        yield pageOf('[{"id": 3}]');
      },
    };
    assert.match((await failureOf(loadSources(url, reading))).message, /^the connection to Postgres was lost: /);
    let ended: Promise<unknown> | undefined;
    const onStep = (step: string) => {
      if (step === "writing") ended ??= client.query(others);
    };
    await client.query("BEGIN; LOCK TABLE data.items"); // the load waits there until it is ended
    const error = await failureOf(loadSources(url, source({}, [{ id: 2 }]), { onStep }));
    await ended;
    await client.query("ROLLBACK");
    assert.match(error.message, /^the connection to Postgres was lost: /);
    assert.equal(await query(client, "SELECT id FROM data.items"), [["1"]]);
    await loadSources(url, source({}, [{ id: 2 }]));
  }),
);

run("a server that is gone at the commit, and comes back, is asked what became of the load", () =>
  withClient(async (_, url) => {
    await loadSources(url, source({}, [{ id: 1 }]));
    const server = await postgresServer();
    let crashed: Promise<void> | undefined;
    const onStep = (step: string) => {
      if (step === "before commit") crashed = server.crash();
    };
    const end = await loadSources(url, source({}, [{ id: 2 }]), { onStep }).catch(String);
    await crashed;
    const own = new Client({ connectionString: url });
    await own.connect();
    const ids = await query(own, "SELECT id FROM data.items ORDER BY 1");
    await own.end();
    if (typeof end === "string") {
      assert.match(end, /^LoadError: the connection to Postgres was lost/);
      assert.not.match(end, "while load");
      assert.equal(ids, [["1"]]);
    } else {
      assert.equal(ids, [["1"], ["2"]]);
    }
  }),
);

test.run();
