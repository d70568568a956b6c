import { Client } from "pg";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { describeFailure } from "../../templates/command/failure.js";
import { failureOf, source } from "../load/support.js";
import { postgres } from "../../templates/load/postgres.js";
import { startCuttingProxy, type Cut, type CuttingProxy } from "../support/cutting-proxy.js";
import { withFastTimers } from "../support/fast-timers.js";
import { hasPostgres, loadSources, query, withClient } from "./support.js";

const test = suite("a connection to Postgres that is lost");
const run = hasPostgres() ? test : test.skip;

/** A dataset with one row, and a proxy before its server. */
async function withProxy(use: (proxy: CuttingProxy, url: string, client: Client) => Promise<void>): Promise<void> {
  await withClient(async (client, url) => {
    await loadSources(url, source({}, [{ id: 1 }]));
    const proxy = await startCuttingProxy(url);
    try {
      await use(proxy, url, client);
    } finally {
      await proxy.close();
    }
  });
}

const ids = (client: Client) => query(client, "SELECT id FROM data.items ORDER BY 1");

run("in the middle of a COPY ends the load with nothing changed, and the next one loads", () =>
  withProxy(async (proxy, url, client) => {
    proxy.cut = "in copy";
    const error = await failureOf(loadSources(proxy.through(url), source({}, [{ id: 2 }])));
    assert.is(error.name, "LoadError");
    assert.match(error.message, /^the connection to Postgres was lost/);
    assert.equal(await ids(client), [["1"]]);
    await loadSources(proxy.through(url), source({}, [{ id: 2 }]));
    assert.equal(await ids(client), [["1"], ["2"]]);
  }),
);

run("before the server hears of the commit: the load failed, as the server is asked", () =>
  withProxy(async (proxy, url, client) => {
    proxy.cut = "before commit";
    const error = await failureOf(loadSources(proxy.through(url), source({}, [{ id: 2 }])));
    assert.match(error.message, /^the connection to Postgres was lost/);
    assert.match(describeFailure("x", [], error), /^Nothing of this run was written to x/);
    assert.equal(await ids(client), [["1"]]);
  }),
);

run("after the commit and before its answer: the load succeeded, as the server is asked", () =>
  withProxy(async (proxy, url, client) => {
    proxy.cut = "after commit";
    const { loadId } = await loadSources(proxy.through(url), source({}, [{ id: 2 }]));
    assert.equal(await query(client, `SELECT status FROM data._dlt_loads WHERE load_id = '${loadId}'`), [["0"]]);
    assert.equal(await ids(client), [["1"], ["2"]]);
  }),
);

run("after the answer to the commit: the load succeeded, whatever is left to be tidied up", () =>
  withProxy(async (proxy, url, client) => {
    proxy.cut = "once committed";
    await loadSources(proxy.through(url), source({}, [{ id: 2 }]));
    assert.is(proxy.cut, "never", "the connection was cut");
    assert.equal(await ids(client), [["1"], ["2"]]);
  }),
);

run(
  "at the commit of a connection of the caller's, which cannot be opened again: the error says what is not known",
  () =>
    withProxy(async (proxy, url, client) => {
      const own = new Client({ connectionString: proxy.through(url) });
      own.on("error", () => undefined);
      await own.connect();
      proxy.cut = "after commit";
      const error = await failureOf(loadSources(own, source({}, [{ id: 2 }])));
      assert.match(error.message, /^the connection to Postgres was lost: .*, while load (\d+\.\d+) was committed$/);
      assert.match(
        describeFailure("x", [], error),
        /^Whether load \d+\.\d+ was written to x is not known: .*_dlt_loads/,
      );
      assert.equal(await ids(client), [["1"], ["2"]]);
    }),
);

run("that lets nothing through any more is noticed within a minute, wherever that happens", () => {
  const started = performance.now();
  const silent = (cut: Cut, use: (load: Promise<unknown>, client: Client) => Promise<void>) =>
    withProxy(async (proxy, url, client) => {
      proxy.cut = cut;
      await use(loadSources(proxy.through(url), source({}, [{ id: 2 }])), client);
      assert.ok(performance.now() - started < 60_000, cut);
      await loadSources(url, source({}, [{ id: 3 }])); // nobody holds the locks of the lost load
    });
  const fails = async (load: Promise<unknown>, client: Client) => {
    const { message } = await failureOf(load);
    assert.is(message, "the connection to Postgres was lost: nothing comes over it any more");
    assert.equal(await ids(client), [["1"]]);
  };
  return Promise.all([
    silent("silent in copy", fails),
    silent("silent at commit", fails),
    silent("silent after commit", async (load, client) => {
      await load;
      assert.equal(await ids(client), [["1"], ["2"]]);
    }),
  ]).then(() => undefined);
});

run("to a server that nobody reaches any more is noticed, too: in a minute, a hundred times faster here", () =>
  withProxy(async (proxy, url, client) => {
    proxy.cut = "unreachable in copy";
    const giveUp = setTimeout(() => void proxy.close(), 10_000); // which is another error
    const { message } = await withFastTimers(100, () =>
      failureOf(loadSources(proxy.through(url), source({}, [{ id: 2 }]))),
    );
    clearTimeout(giveUp);
    assert.is(message, "the connection to Postgres was lost: nothing comes over it any more");
    assert.equal(await ids(client), [["1"]]);
  }),
);

run("is not taken for lost while the server works on a statement, also where it lets nobody else in to ask", () =>
  withProxy(async (proxy, url, client) => {
    await client.query("CREATE ROLE lonely LOGIN CONNECTION LIMIT 1");
    for (const user of [new URL(url).username, "lonely"]) {
      const own = Object.assign(new URL(proxy.through(url)), { username: user });
      const { destination, close } = await postgres.open(own.href);
      // It is looked after every second, and given up after two looks.
      await withFastTimers(10, () => destination.query("SELECT pg_sleep(5)"));
      await close();
    }
  }),
);

test.run();
