import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DestinationName } from "../../generator/model/model.js";
import { describeFailure } from "../../templates/command/failure.js";
import type { Checkpoint } from "../../templates/load/checkpoint.js";
import { UnansweredCommitError } from "../../templates/load/errors.js";
import type { LoadIntoOptions, LoadSummary } from "../../templates/load/load-into.js";
import { decodeDocument, objectAt } from "../../templates/load/state-document.js";
import { hasPostgres } from "../postgres/support.js";
import { canonicalText } from "../support/canonical-json.js";
import { canonicalFile, canonicalForm } from "../support/canonical.js";
import { rejection, withConnector } from "../support/connector.js";
import { withDatabase } from "../support/dataset-rows.js";
import { status } from "../support/faulty-replies.js";
import { startFaultyServer } from "../support/faulty-server.js";
import { readPostgresDataset } from "../support/postgres-dataset.js";
import { postgresServer, withPostgres } from "../support/postgres-server.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { answerOf, configOf } from "./shop.js";

const SIZE = 60;
const LIMIT = 10;
const EVERY = { rows: 100 };
const TABLES = "SELECT state FROM test._dlt_pipeline_state ORDER BY version DESC LIMIT 1";
const NEWEST = "SELECT max(seq) FROM test.events";

/** Where the shop is loaded to. */
interface Place {
  readonly create: (name: string) => Promise<string>;
  /** The tables without ids, clocks and the number of loads. */
  readonly tables: (target: string) => Promise<string>;
  /** The first value of a query. */
  readonly value: (target: string, sql: string) => Promise<string>;
}

function withoutLoads(canonical: ReadonlyMap<string, unknown>): string {
  const tables = new Map(canonical);
  tables.delete("loads");
  return canonicalText(tables as Parameters<typeof canonicalText>[0]);
}

function duckDbIn(folder: string): Place {
  return {
    create: async (name) => join(folder, `${name}.duckdb`),
    tables: async (target) => withoutLoads(await canonicalFile(target, "test")),
    value: (target, sql) =>
      withDatabase(target, async (connection) => String((await connection.runAndReadAll(sql)).getRowsJson()[0]?.[0])),
  };
}

const POSTGRES: Place = {
  create: async () => (await postgresServer()).createDatabase(),
  tables: (target) =>
    withPostgres(target, async (client) => withoutLoads(canonicalForm(await readPostgresDataset(client, "test")))),
  value: (target, sql) =>
    withPostgres(target, async (client) => {
      const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
      return String(rows[0]?.[0]);
    }),
};

interface Shop {
  readonly place: Place;
  /** Answers that many requests, and fails from then on. Default: answers all. */
  limit: number;
  readonly load: (target: string, options?: LoadIntoOptions) => Promise<LoadSummary>;
}

function withShop(name: DestinationName, use: (shop: Shop) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const shop = { place: name === "duckdb" ? duckDbIn(folder) : POSTGRES, limit: Infinity };
    const answer = answerOf(SIZE);
    const server = await startFaultyServer((request) => (shop.limit-- > 0 ? answer(request) : status(500)));
    const use1 = (load: Shop["load"]) => use(Object.assign(shop, { load }));
    try {
      await withConnector(
        configOf(server.origin, LIMIT),
        (connect) => use1((target, options) => connect().load(target, { checkpointEvery: EVERY, ...options })),
        {},
        [name],
      );
    } finally {
      await server.close();
    }
  });
}

/** After a failure what is there is whole, and the cursor of what is appended is where its rows end. */
async function assertWhole({ place }: Shop, target: string, saved: readonly Checkpoint[]): Promise<void> {
  if (saved.length === 0) return;
  assert.match(await place.tables(target), /"integrity": ?\[\]/);
  const path = ["sources", "test", "resources", "events", "incremental", "seq"];
  const cursor = objectAt(decodeDocument(await place.value(target, TABLES)), path)?.["last_value"];
  assert.is(String(cursor), await place.value(target, NEWEST));
}

async function assertEndsAs({ place, load }: Shop, target: string, expected: string, told: string): Promise<void> {
  const { accounting } = await load(target);
  const { fetched, loaded, merged, filtered, discarded } = accounting;
  assert.is(fetched, loaded + merged + filtered + discarded, told);
  assert.is(await place.tables(target), expected, told);
}

const test = suite("failures between checkpoints");
const DESTINATIONS: readonly DestinationName[] = hasPostgres() ? ["duckdb", "postgres"] : ["duckdb"];

for (const name of DESTINATIONS) {
  test(`${name}: wherever the API fails, what is said to be saved is there, and the next run ends as if it had not`, () =>
    withShop(name, async (shop) => {
      const { place, load } = shop;
      const whole = await place.create("whole");
      await load(whole);
      const expected = await place.tables(whole);
      for (const limit of [0, 2, 5, 7, 9, 13, 14]) {
        const target = await place.create(`failed-${limit}`);
        const saved: Checkpoint[] = [];
        shop.limit = limit;
        const error = await rejection(load(target, { onCheckpoint: (checkpoint) => saved.push(checkpoint) }));
        const told = describeFailure("here", saved, error);
        assert.match(error.message, "status 500");
        if (saved.length === 0) assert.match(told, /^Nothing of this run was written to here/);
        else assert.match(told, `up to the last checkpoint, load ${saved.at(-1)?.loadId}: events`);
        if (limit > 9) assert.match(told, "It reads orders from the start again and merges the same rows.");
        assert.ok(limit < 5 || saved.length > 0, `${limit} requests`);
        await assertWhole(shop, target, saved);
        shop.limit = Infinity;
        await assertEndsAs(shop, target, expected, `the API failed after ${limit} requests`);
      }
    }));

  test(`${name}: a load that fails at any kind of step, before or after a checkpoint, is made good by the next one`, () =>
    withShop(name, async (shop) => {
      const { place, load } = shop;
      const whole = await place.create("whole");
      const steps: string[] = [];
      await load(whole, { onStep: (step) => steps.push(step) });
      const expected = await place.tables(whole);
      assert.ok(steps.filter((step) => step === "committed").length > 3);
      for (const kind of new Set(steps)) {
        const all = steps.flatMap((step, index) => (step === kind ? [index + 1] : []));
        for (const at of new Set([all[0], all[Math.floor(all.length / 2)], all.at(-1)])) {
          const target = await place.create(`step-${at}`);
          const saved: Checkpoint[] = [];
          let count = 0;
          const onStep = () => {
            if (++count === at) throw new Error("stopped by the test");
          };
          const error = await rejection(load(target, { onStep, onCheckpoint: (one) => saved.push(one) }));
          assert.is(error.message, "stopped by the test", `${kind}, step ${at}`);
          await assertWhole(shop, target, saved);
          await assertEndsAs(shop, target, expected, `stopped at ${kind}, step ${at}`);
        }
      }
    }));
}

test("a commit without an answer leaves open what became of it, and what was saved before it is named", () => {
  const saved = [{ loadId: "1.000001", resources: ["events", "orders"], continued: ["events"] }];
  const error = new UnansweredCommitError("2.000002", "the connection to Postgres was lost");
  const told = describeFailure("here", saved, error);
  assert.match(told, /^Saved in here up to the last checkpoint, load 1\.000001: events, orders\. The next run goes on/);
  assert.match(told, "Whether load 2.000002 was written to here is not known");
});

test.run();
