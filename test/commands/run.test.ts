import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type CommandOptions, type CommandResult, runNode } from "../support/command.js";
import { json, type Reply, silence, status } from "../support/faulty-replies.js";
import { type FaultyServer, type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";
import { commandLine } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const CONFIG = {
  client: {
    base_url: "https://api.example.com",
    auth: { type: "bearer", token: { $secret: "shop.token" } },
    retry: { initial_delay: 0.01 },
    paginator: "single_page",
  },
  resource_defaults: { primary_key: "id", write_disposition: "merge" },
  resources: ["orders", "customers"],
};

const ENV = { SHOP__TOKEN: "SENTINEL-token" };

type Answer = (request: LoggedRequest, index: number) => Reply;

interface Bench {
  readonly folder: string;
  readonly server: FaultyServer;
  readonly run: (flags: readonly string[], options?: CommandOptions) => Promise<CommandResult>;
}

/** A generated connector, an API that it is run against, and a folder to load into. */
async function withShop(answer: Answer, use: (bench: Bench) => Promise<void>): Promise<void> {
  const server = await startFaultyServer(answer);
  try {
    await withTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, "shop.json"), JSON.stringify(CONFIG));
      assert.is((await runNode([commandLine, "shop.json"], { cwd: folder })).code, 0);
      await use({
        folder,
        server,
        run: (flags, options) => {
          const args = [commandLine, "run", "generated/shop", "--base-url", server.origin, ...flags];
          return runNode(args, { cwd: folder, env: ENV, ...options });
        },
      });
    });
  } finally {
    await server.close();
  }
}

async function query(file: string, sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const rows: Answer = ({ path }) =>
  json(path === "/orders" ? [{ id: 1 }, { id: 2, lines: [{ sku: "a" }] }] : [{ id: 7 }]);

const test = suite("gen-connector run");

test("a load that fails waits for no request that was asked for ahead", async () => {
  const answer: Answer = ({ path }) => (path === "/orders" ? json([{ id: 1 }]) : silence());
  await withShop(answer, async ({ folder, server }) => {
    const frozen = { ...CONFIG, resources: [{ name: "orders", schema_contract: { tables: "freeze" } }, "customers"] };
    writeFileSync(join(folder, "frozen.json"), JSON.stringify(frozen));
    const args = [commandLine, "run", "frozen.json", "--base-url", server.origin, "--to", "x.duckdb"];
    const { code, stderr } = await runNode(args, { cwd: folder, env: ENV, timeout: 20_000 });
    assert.is(code, 1);
    assert.match(stderr, "table orders is new");
    assert.equal(
      server.requests.map(({ path }) => path),
      ["/orders", "/customers"],
    );
  });
});

test("it loads every resource and prints a table of what it did", async () => {
  await withShop(rows, async ({ folder, server, run }) => {
    const { code, stdout, stderr } = await run(["--to", "x.duckdb"]);
    assert.is(code, 0, stderr);
    assert.is(stdout, "");
    assert.match(stderr, /requests +retries +fetched +loaded +merged +filtered +discarded +table +rows\n/);
    assert.match(
      stderr,
      /orders +1 +0 +2 +2 +0 +0 +0 +orders +2\n +orders__lines +1\ncustomers +1 +0 +1 +1 +0 +0 +0 +customers +1\n/,
    );
    assert.match(stderr, /Loaded into x\.duckdb, dataset shop, load \d+\.\d+/);
    assert.is(server.requests[0]?.headers.authorization, "Bearer SENTINEL-token");
    assert.equal(await query(join(folder, "x.duckdb"), "SELECT id FROM shop.orders ORDER BY id"), [["1"], ["2"]]);
  });
});

test("--json prints one document, and --quiet nothing beside it", async () => {
  await withShop(rows, async ({ run }) => {
    const { stdout, stderr } = await run(["--to", "duckdb:shop.db", "--json", "--quiet"]);
    const { dataset, resources, accounting } = JSON.parse(stdout) as {
      dataset: string;
      resources: Record<string, unknown>[];
      accounting: unknown;
    };
    assert.is(stderr, "");
    assert.is(dataset, "shop");
    const [orders] = resources;
    assert.equal(
      { ...orders, seconds: 0 },
      {
        resource: "orders",
        records: 2,
        accounting: { fetched: 2, loaded: 2, merged: 0, filtered: 0, discarded: 0 },
        rows: { orders: 2, orders__lines: 1 },
        drift: [],
        warnings: [],
        requests: 1,
        retries: 0,
        seconds: 0,
      },
    );
    assert.equal(accounting, { fetched: 3, loaded: 3, merged: 0, filtered: 0, discarded: 0 });
  });
});

test("--resources and --dataset choose what is loaded and where", async () => {
  await withShop(rows, async ({ folder, server, run }) => {
    assert.is((await run(["--to", "x.duckdb", "--resources", "customers", "--dataset", "Crm Data"])).code, 0);
    assert.equal(
      server.requests.map(({ path }) => path),
      ["/customers"],
    );
    assert.equal(await query(join(folder, "x.duckdb"), "SELECT id FROM crm_data.customers"), [["7"]]);
  });
});

test("--full-refresh drops the tables of the chosen resources in the same transaction", async () => {
  let ids = [1, 2];
  await withShop(
    () => json(ids.map((id) => ({ id }))),
    async ({ folder, run }) => {
      await run(["--to", "x.duckdb"]);
      ids = [3];
      await run(["--to", "x.duckdb", "--full-refresh", "--resources", "orders"]);
      assert.equal(await query(join(folder, "x.duckdb"), "SELECT id FROM shop.orders"), [["3"]]);
      assert.equal(await query(join(folder, "x.duckdb"), "SELECT count(*) FROM shop.customers"), [["2"]]);
    },
  );
});

test("a dataset that was begun under another schema name is continued under it", async () => {
  await withShop(rows, async ({ folder, run }) => {
    await run(["--to", "x.duckdb"]);
    await query(join(folder, "x.duckdb"), "UPDATE shop._dlt_loads SET schema_name = 'rest_api'");
    await run(["--to", "x.duckdb"]);
    assert.equal(await query(join(folder, "x.duckdb"), "SELECT DISTINCT schema_name FROM shop._dlt_loads"), [
      ["rest_api"],
    ]);
  });
});

test("a failing resource leaves the tables of the others as they were, and says what will be repeated", async () => {
  let healthy = true;
  const answer: Answer = (request, index) =>
    healthy || request.path === "/orders" ? rows(request, index) : status(404);
  await withShop(answer, async ({ folder, run }) => {
    await run(["--to", "x.duckdb", "--resources", "orders"]);
    healthy = false;
    const { code, stderr } = await run(["--to", "x.duckdb"]);
    assert.is(code, 1);
    assert.match(stderr, /error: GET http:\/\/127\.0\.0\.1:\d+\/customers: status 404/);
    assert.match(stderr, "Nothing of this run was written to x.duckdb; the next run starts over and repeats it whole.");
    assert.equal(await query(join(folder, "x.duckdb"), "SELECT count(*) FROM shop._dlt_loads"), [["1"]]);
  });
});

test("Ctrl-C ends it at once with exit code 130, and nothing of the run is visible", async () => {
  const interruption = new AbortController();
  const answer: Answer = (request, index) => {
    if (request.path === "/orders") return rows(request, index);
    setTimeout(() => interruption.abort(), 50);
    return silence();
  };
  await withShop(answer, async ({ folder, run }) => {
    const { code, stderr } = await run(["--to", "x.duckdb"], { cwd: folder, interrupt: interruption.signal });
    assert.is(code, 130);
    assert.match(stderr, "interrupted\nNothing of this run was written to x.duckdb");
    const tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'shop'";
    assert.equal(await query(join(folder, "x.duckdb"), tables), [["0"]]);
  });
});

const REFUSED: Readonly<Record<string, readonly [readonly string[], RegExp]>> = {
  "no target": [[], /--to is missing/],
  "a target of another kind": [["--to", "postgres://x/y"], /this connector was generated to load into DuckDB/],
  "a target that is no database": [["--to", "x.csv"], /a path that ends in \.duckdb/],
  "an unknown resource": [
    ["--to", "x.duckdb", "--resources", "order"],
    /there is no "order"; there are: orders, customers/,
  ],
  "an unknown flag": [["--to", "x.duckdb", "--fresh"], /--fresh/],
};

for (const [usage, [flags, message]] of Object.entries(REFUSED)) {
  test(`${usage} is wrong usage: exit code 2 before any request`, async () => {
    await withShop(rows, async ({ server, run }) => {
      const { code, stderr } = await run(flags);
      assert.is(code, 2);
      assert.match(stderr, message);
      assert.is(server.requests.length, 0);
    });
  });
}

test("a missing secret is an error before any request that names the variable", async () => {
  await withShop(rows, async ({ folder, server, run }) => {
    const { code, stderr } = await run(["--to", "x.duckdb"], { cwd: folder, env: { SHOP__TOKEN: undefined } });
    assert.is(code, 2);
    assert.is(stderr, "error: set the environment variable SHOP__TOKEN (bearer token)\n");
    assert.is(server.requests.length, 0);
  });
});

test("a config is run as its connector would be", async () => {
  await withShop(rows, async ({ folder, server }) => {
    const args = [commandLine, "run", "shop.json", "--to", "x.duckdb", "--base-url", server.origin];
    const { code, stderr } = await runNode(args, { cwd: folder, env: ENV });
    assert.is(code, 0, stderr);
    assert.equal(await query(join(folder, "x.duckdb"), "SELECT id FROM shop.customers"), [["7"]]);
  });
});

test("settings are asked for where a resource is loaded that needs them, or whose parent does", async () => {
  await withShop(rows, async ({ folder, server }) => {
    const resources = [
      "orders",
      { name: "teams", endpoint: { params: { region: { $config: "region" } } } },
      { name: "members", endpoint: { path: "teams/{resources.teams.id}/members" } },
      { name: "plans", endpoint: { path: "{edition}/plans", params: { edition: { $config: "edition" } } } },
    ];
    writeFileSync(join(folder, "shop.json"), JSON.stringify({ ...CONFIG, resources }));
    const run = (names: readonly string[], env: Readonly<Record<string, string>>) => {
      const flags = [
        "--to",
        "x.duckdb",
        "--base-url",
        server.origin,
        ...(names.length > 0 ? ["--resources", names.join()] : []),
      ];
      return runNode([commandLine, "run", "shop.json", ...flags], { cwd: folder, env: { ...ENV, ...env } });
    };
    assert.is((await run(["orders"], {})).code, 0);
    assert.is(
      (await run(["members"], {})).stderr,
      "error: set the environment variable REGION (query parameter region)\n",
    );
    assert.is((await run(["members"], { REGION: "north" })).code, 0);
    assert.not.ok(server.requests.some(({ path }) => path.includes("plans")));
    const all = await run([], { REGION: "north" });
    assert.is(all.stderr, "error: set the environment variable EDITION (edition of the path)\n");
    assert.is((await run([], { REGION: "north", EDITION: "free" })).code, 0);
    assert.ok(server.requests.some(({ path }) => path === "/free/plans"));
  });
});

test("a folder that holds no connector is told about", async () => {
  await withTemporaryFolder(async (folder) => {
    mkdirSync(join(folder, "empty"));
    const { code, stderr } = await runNode([commandLine, "run", "empty", "--to", "x.duckdb"], { cwd: folder });
    assert.is(code, 2);
    assert.match(stderr, "empty holds no run.ts: is it a connector's folder?");
  });
});

test.run();
