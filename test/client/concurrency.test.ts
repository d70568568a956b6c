import { setTimeout as sleep } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { query, withDatabase } from "../load/support.js";
import { rejection, withConnector } from "../support/connector.js";
import { json, type Reply, status } from "../support/faulty-replies.js";
import { type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("concurrency");

const SHOPS = Array.from({ length: 12 }, (_, id) => ({ id }));

interface Loaded {
  /** The most requests that were open at once. */
  readonly most: number;
  readonly rows: readonly unknown[][];
}

/** Loads shops and the stock of each, two pages of it, from a server that answers after some milliseconds. */
async function loadStock(client: object, stock: object, answer = answerOf): Promise<Loaded> {
  let open = 0;
  let most = 0;
  const server = await startFaultyServer(async (request) => {
    most = Math.max(most, ++open);
    await sleep(2 + Math.random() * 8);
    open--;
    return answer(request);
  });
  const paginator = { type: "page_number", base_page: 1, total_path: "pages" };
  const endpoint = { path: "shops/{resources.shops.id}/stock", data_selector: "rows", paginator };
  const config = {
    client: { base_url: server.origin, paginator: "single_page", retry: { max_retries: 0 }, ...client },
    resources: [
      { name: "shops", endpoint: "shops" },
      { name: "stock", ...stock, endpoint },
    ],
  };
  let rows: unknown[][] = [];
  try {
    await withConnector(config, (connect) =>
      withTemporaryFolder(async (folder) => {
        await connect().load(`${folder}/t.duckdb`);
        await withDatabase(async (connection) => {
          rows = await query(connection, "SELECT shop, page FROM test.stock ORDER BY rowid");
        }, `${folder}/t.duckdb`);
      }),
    );
  } finally {
    await server.close();
  }
  return { most, rows };
}

function answerOf({ path, query: params }: LoggedRequest): Reply {
  if (path === "/shops") return json(SHOPS);
  return json({ pages: 2, rows: [{ shop: path, page: Number(params.get("page")) }] });
}

test("by default one request is sent after the other", async () => {
  assert.is((await loadStock({}, {})).most, 1);
});

test("client.concurrency bounds the requests of a load, and leaves the rows in the order they have without it", async () => {
  const { rows } = await loadStock({}, {});
  for (const concurrency of [2, 4]) {
    const loaded = await loadStock({ concurrency }, {});
    assert.ok(loaded.most <= concurrency && loaded.most > 1, `${loaded.most} requests`);
    assert.equal(loaded.rows, rows);
  }
});

test("a parallelized resource is read with five requests at once, as dlt's workers do, unless client.concurrency is given", async () => {
  const { most } = await loadStock({}, { parallelized: true });
  assert.ok(most <= 5 && most > 2, `${most} requests`);
  assert.is((await loadStock({ concurrency: 1 }, { parallelized: true })).most, 1);
});

test("the first failed record in order is the one that is reported", async () => {
  const answer = (request: LoggedRequest) => {
    return /\/shops\/(7|8)\/stock/.test(request.path) ? status(404) : answerOf(request);
  };
  for (let turn = 0; turn < 3; turn++) {
    const error = await rejection(loadStock({ concurrency: 6 }, {}, answer));
    assert.match(error.message, /^stock, of a record of shops: GET .*\/shops\/7\/stock\?page=1: status 404$/);
  }
});

test.run();
