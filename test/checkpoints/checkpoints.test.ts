import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Checkpoint } from "../../templates/load/checkpoint.js";
import type { LoadIntoOptions, LoadSummary } from "../../templates/load/load-into.js";
import { canonicalText } from "../support/canonical-json.js";
import { canonicalFile } from "../support/canonical.js";
import { rejection, withConnector } from "../support/connector.js";
import { withDatabase } from "../support/dataset-rows.js";
import { type Reply, status } from "../support/faulty-replies.js";
import { type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { answerOf, configOf } from "./shop.js";

interface Shop {
  /** What the API does with the next requests. */
  serve: (request: LoggedRequest) => Reply;
  readonly load: (file: string, options?: LoadIntoOptions) => Promise<LoadSummary>;
  /** The tables of a file, without ids and clocks. */
  readonly tables: (file: string) => Promise<string>;
  readonly query: (file: string, sql: string) => Promise<readonly unknown[][]>;
  readonly requests: readonly LoggedRequest[];
}

const SIZE = 120;
const LIMIT = 10;

async function withShop(use: (shop: Shop) => Promise<void>, config = configOf): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const setting = { serve: answerOf(SIZE) };
    const server = await startFaultyServer((request) => setting.serve(request));
    try {
      await withConnector(config(server.origin, LIMIT), (connect) =>
        use(
          Object.assign(setting, {
            load: (file: string, options?: LoadIntoOptions) => connect().load(join(folder, file), options),
            async tables(file: string) {
              const canonical = new Map(await canonicalFile(join(folder, file), "test"));
              canonical.delete("loads");
              return canonicalText(canonical);
            },
            query: (file: string, sql: string) =>
              withDatabase(join(folder, file), async (connection) =>
                (await connection.runAndReadAll(sql)).getRowsJson(),
              ),
            requests: server.requests,
          }),
        ),
      );
    } finally {
      await server.close();
    }
  });
}

/** Answers until the `n`th request for a path has come, and fails from then on. */
function failingAt(path: string, n: number): (request: LoggedRequest) => Reply {
  const answer = answerOf(SIZE);
  let count = 0;
  return (request) => (request.path === path && ++count >= n ? status(500) : answer(request));
}

const test = suite("checkpoints");

test("a load that is saved in parts ends in the tables of one that is not", async () => {
  await withShop(async ({ load, tables, query }) => {
    const whole = await load("whole.duckdb");
    const saved: Checkpoint[] = [];
    const parts = await load("parts.duckdb", {
      checkpointEvery: { rows: 100 },
      onCheckpoint: (checkpoint) => saved.push(checkpoint),
    });
    assert.is(await tables("parts.duckdb"), await tables("whole.duckdb"));
    assert.equal(whole.checkpoints, []);
    assert.ok(saved.length > 5, String(saved.length));
    assert.equal(
      parts.checkpoints,
      saved.map(({ loadId }) => loadId),
    );
    assert.equal(saved[0]?.resources, ["events", "orders"]);
    assert.equal(saved[0]?.continued, ["events"]);
    const loads = await query("parts.duckdb", "SELECT load_id FROM test._dlt_loads ORDER BY load_id");
    assert.equal(loads.flat(), [...parts.checkpoints, parts.loadId]);
    const totals = ({ resources }: LoadSummary) => resources.map(({ accounting, rows }) => ({ accounting, rows }));
    assert.equal(totals(parts), totals(whole));
  });
});

test("what cannot be saved before the end is named once, and is not visible before", async () => {
  await withShop(async (shop) => {
    const { load, query } = shop;
    const { resources } = await load("whole.duckdb", { checkpointEvery: { rows: 100 } });
    const told = resources.map(({ warnings }) => warnings.filter((warning) => /checkpoints/.test(warning)).length);
    assert.equal(told, [0, 0, 1]);
    shop.serve = failingAt("/orders", 12);
    await rejection(load("cut.duckdb", { checkpointEvery: { rows: 100 } }));
    const tables = await query(
      "cut.duckdb",
      "SELECT table_name FROM duckdb_tables() WHERE table_name NOT LIKE '\\_dlt%' ESCAPE '\\'",
    );
    assert.ok(tables.flat().includes("orders"));
    assert.not.ok(tables.flat().includes("settings"));
  });
});

for (const n of [2, 5, 9, 13]) {
  test(`after a failure at page ${n} the next run goes on at the last checkpoint, and nothing is lost or doubled`, async () => {
    await withShop(async (shop) => {
      const { load, tables, query, requests } = shop;
      await load("whole.duckdb");
      shop.serve = failingAt("/events", n);
      await rejection(load("cut.duckdb", { checkpointEvery: { rows: 100 } }));
      const [[cursor] = []] = n < 5 ? [[0]] : await query("cut.duckdb", "SELECT max(seq) FROM test.events");
      shop.serve = answerOf(SIZE);
      const before = requests.length;
      await load("cut.duckdb", { checkpointEvery: { rows: 100 } });
      const [first] = requests.slice(before).filter(({ path }) => path === "/events");
      assert.is(Number(first?.query.get("since")), Number(cursor));
      assert.is(await tables("cut.duckdb"), await tables("whole.duckdb"));
    });
  });
}

test("an API that breaks the order it promised has its cursor saved at the end only", async () => {
  await withShop(async (shop) => {
    const { load, query } = shop;
    const answer = answerOf(SIZE);
    shop.serve = (request) => {
      const reversed = new URLSearchParams(request.query);
      const offset = Number(request.query.get("offset"));
      if (request.path === "/events" && offset < SIZE) reversed.set("offset", String(SIZE - LIMIT - offset));
      return answer({ ...request, query: reversed });
    };
    const { resources } = await load("whole.duckdb", { checkpointEvery: { rows: 60 } });
    assert.match(resources[0]?.warnings.join() ?? "", /pages with records out of the order of the cursor/);
    assert.equal(await query("whole.duckdb", "SELECT count(*) FROM test.events"), [[String(SIZE)]]);
  });
});

test("a load is saved by time, and a full refresh is not saved in parts", async () => {
  await withShop(async ({ load }) => {
    assert.ok((await load("time.duckdb", { checkpointEvery: { seconds: 0.001 } })).checkpoints.length > 3);
    const refused = await rejection(load("time.duckdb", { checkpointEvery: { rows: 1 }, fullRefresh: true }));
    assert.match(refused.message, /full refresh/);
  });
});

test.run();
