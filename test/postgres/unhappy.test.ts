import { Client } from "pg";
import { suite } from "uvu";
import * as assert from "uvu/assert";
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
