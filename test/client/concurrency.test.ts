import { setTimeout as sleep } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { query, withDatabase } from "../load/support.js";
import { withApi } from "../support/api.js";
import { rejection, type TestConnector, withConnector } from "../support/connector.js";
import { json, type Reply, status } from "../support/faulty-replies.js";
import { type FaultyServer, type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";
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

const lists = suite("pages of one list");

/** Forty records with a total, in pages of four, and the most requests that were open at once. */
async function readList(
  paginator: object,
  client: object,
  use: (source: TestConnector, server: FaultyServer) => Promise<void>,
  answer: (offset: number, reply: Reply) => Reply = (_, reply) => reply,
): Promise<number> {
  let open = 0;
  let most = 0;
  const script = async ({ query: params }: LoggedRequest): Promise<Reply> => {
    most = Math.max(most, ++open);
    await sleep(2 + Math.random() * 8);
    open--;
    const offset = Number(params.get("offset"));
    const data = Array.from({ length: Math.max(0, Math.min(4, 40 - offset)) }, (_, index) => ({ id: offset + index }));
    return answer(offset, json({ total: 40, more: offset < 36, data }));
  };
  await withApi({ paginator: { type: "offset", limit: 4, ...paginator } }, script, use, {
    client: { concurrency: 4, retry: { max_retries: 1, initial_delay: 0.01 }, ...client },
  });
  return most;
}

function offsets({ requests }: FaultyServer): readonly number[] {
  return requests.map(({ query: params }) => Number(params.get("offset"))).sort((a, b) => a - b);
}

const IDS = Array.from({ length: 40 }, (_, id) => ({ id }));
const OFFSETS = Array.from({ length: 10 }, (_, page) => page * 4);

lists("are asked for ahead once the total is known: each once, in the order of the records", async () => {
  const most = await readList({}, {}, async (source, server) => {
    assert.equal(await source.readAll("rows"), IDS);
    assert.equal(offsets(server), OFFSETS);
  });
  assert.ok(most > 1 && most <= 4, `${most} requests at once`);
});

lists("are not asked for beyond the maximum or client.max_pages", async () => {
  await readList({ maximum_offset: 10 }, {}, async (source, server) => {
    assert.equal(await source.readAll("rows"), IDS.slice(0, 12));
    assert.equal(offsets(server), [0, 4, 8]);
  });
  await readList({}, { max_pages: 3 }, async (source, server) => {
    assert.equal(await source.readAll("rows"), IDS.slice(0, 12));
    assert.equal(offsets(server), [0, 4, 8]);
  });
});

lists("come one after the other where a flag tells whether there are more, or no total does", async () => {
  for (const paginator of [{ has_more_path: "more" }, { total_path: null }]) {
    const most = await readList(paginator, {}, async (source) => assert.equal(await source.readAll("rows"), IDS));
    assert.is(most, 1);
  }
});

lists("end at an empty page before a total that lies, after no more requests than are allowed at once", async () => {
  await readList(
    {},
    {},
    async (source, server) => {
      assert.equal(await source.readAll("rows"), IDS.slice(0, 8));
      assert.ok(server.requests.length <= 3 + 3, `${server.requests.length} requests`);
    },
    (offset, reply) => (offset >= 8 ? json({ total: 40, data: [] }) : reply),
  );
});

lists("whose reader stops leave no more than a few requests behind, and room for the next reader", async () => {
  await readList({}, {}, async (source, server) => {
    for (let turn = 0; turn < 2; turn++) {
      let left = 5;
      for await (const _ of source.read("rows")) if (--left === 0) break;
    }
    const most = 2 * 5;
    assert.ok(server.requests.length <= most, `${server.requests.length} requests`);
    assert.equal(await source.readAll("rows"), IDS);
    // Of the requests left behind, some may reach the server only now.
    assert.ok(server.requests.length <= most + 10, `${server.requests.length} requests`);
  });
});

lists("fail with the first page in order that failed, and are retried within the common budget", async () => {
  await readList(
    {},
    { retry: { max_retries: 3, initial_delay: 0.001 } },
    async (source, server) => {
      const { message } = await rejection(source.readAll("rows"));
      assert.match(message, /offset=4&limit=4: status 503/);
      assert.ok(server.requests.length <= 1 + 10 + 3, `${server.requests.length} requests`);
    },
    (offset, reply) => (offset > 0 ? status(503) : reply),
  );
});

test.run();
lists.run();
