import { fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { LoadSource } from "../../templates/load/load.js";
import { nightly } from "../kill/sources.js";
import { failureOf, pageOf, source } from "../load/support.js";
import { hasPostgres, loadSources, query, withClient } from "./support.js";

const test = suite("loads into Postgres at the same time");
const run = hasPostgres() ? test : test.skip;

const CHILD = fileURLToPath(new URL("concurrent-child.js", import.meta.url));

/** Begins loads in processes of their own, all at once; how each ended. */
async function loadAtOnce(url: string, loads: readonly (readonly [pipeline: string, work: string])[]) {
  const children = loads.map((args) => fork(CHILD, [url, ...args]));
  await Promise.all(children.map((child) => once(child, "message")));
  const ends = children.map(async (child) => String((await once(child, "message"))[0]));
  for (const child of children) child.send("go");
  return Promise.all(ends);
}

run("processes that begin the same load at once go one after the other, or give up and say why", () =>
  withClient(async (client, url) => {
    const ends = await loadAtOnce(
      url,
      Array.from({ length: 4 }, () => ["test", "nightly"]),
    );
    assert.ok(ends.includes("loaded"), ends.join("\n"));
    for (const end of ends) {
      assert.match(end, /^loaded$|another load of pipeline test into dataset data is running \(server process \d+/);
    }
    // 300 events, which are appended from the cursor on; 300 orders.
    assert.equal(await query(client, "SELECT count(*), count(DISTINCT seq) FROM data.events"), [["300", "300"]]);
    assert.equal(await query(client, "SELECT count(*) FROM data.events__parts"), [["300"]]);
    assert.equal(await query(client, "SELECT count(*), count(DISTINCT id) FROM data.orders"), [["300", "300"]]);
    assert.equal(await query(client, "SELECT count(*) FROM data.settings"), [["1"]]);
    const loads = ends.filter((end) => end === "loaded").length;
    assert.equal(await query(client, "SELECT count(*) FROM data._dlt_loads"), [[String(loads)]]);
  }),
);

run("pipelines that make one dataset at once all get their tables in it; in one table no row comes twice", () =>
  withClient(async (client, url) => {
    const made = await loadAtOnce(url, [
      ["first", "ours"],
      ["second", "theirs"],
      ["third", "others"],
    ]);
    assert.equal(made, ["loaded", "loaded", "loaded"]);
    const merged = await loadAtOnce(url, [
      ["first", "ours"],
      ["second", "ours"],
      ["third", "ours"],
    ]);
    assert.equal(merged, ["loaded", "loaded", "loaded"]);
    for (const table of ["ours", "theirs", "others"]) {
      assert.equal(await query(client, `SELECT count(*), count(DISTINCT id) FROM data.${table}`), [["500", "500"]]);
      assert.equal(await query(client, `SELECT count(*) FROM data.${table}__tags`), [["500"]]);
    }
  }),
);

run("a load that another one keeps out says who does, can be stopped while it waits, and goes on afterwards", () =>
  withClient(async (client, url) => {
    const signals = new EventEmitter();
    const begun = once(signals, "begun");
    const slow: LoadSource = {
      ...source({}),
      async *pages() {
        const goOn = once(signals, "go on");
        signals.emit("begun");
        await goOn;
        yield pageOf('[{"id": 1}]');
      },
    };
    const running = loadSources(url, slow);
    await begun;
    const stop = new AbortController();
    const stopped = failureOf(loadSources(url, source({}, [{ id: 2 }]), { signal: stop.signal }));
    setTimeout(() => stop.abort(new Error("stop")), 100);
    assert.is((await stopped).message, "stop");
    const sameSchema = failureOf(loadSources(url, source({}, [{ id: 2 }]), { pipelineName: "other" }));
    const kept = await failureOf(loadSources(client, source({}, [{ id: 2 }])));
    assert.match((await sameSchema).message, /^another load of schema test into dataset data is running/);
    assert.match(
      kept.message,
      /^another load of pipeline test into dataset data is running \(server process \d+, conn/,
    );
    assert.match(kept.message, /this one has read nothing; run it when that one has ended$/);
    signals.emit("go on");
    await running;
    await loadSources(client, source({}, [{ id: 2 }]));
    assert.equal(await query(client, "SELECT id FROM data.items ORDER BY 1"), [["1"], ["2"]]);
    assert.equal(await query(client, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), [["0"]]);
  }),
);

run("a load of dlt's that is written while one reads makes that one fail, and the next goes on from it", () =>
  withClient(async (client, url) => {
    await loadSources(url, nightly(1, { page: 10 }));
    const [overtaken] = nightly(2, { page: 10 });
    if (overtaken === undefined) throw new Error("there are sources");
    const slow: LoadSource = {
      ...overtaken,
      async *pages(state) {
        yield* overtaken.pages(state, undefined);
        await client.query(
          "INSERT INTO data._dlt_loads (load_id, schema_name, status, inserted_at) VALUES ('1.5', 'test', 0, now())",
        );
      },
    };
    const before = await query(client, "SELECT count(*), max(id) FROM data.orders");
    const error = await failureOf(loadSources(url, slow));
    assert.match(error.message, /^another load was written to dataset data since this one began to read/);
    assert.equal(await query(client, "SELECT count(*), max(id) FROM data.orders"), before);
    await loadSources(url, nightly(2, { page: 10 }));
    assert.equal(await query(client, "SELECT count(*), count(DISTINCT seq) FROM data.events"), [["120", "120"]]);
  }),
);

test.run();
