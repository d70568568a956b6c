import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection, withConnector } from "../support/connector.js";
import { drop, json, raw, type Reply, silence, status, truncated } from "../support/faulty-replies.js";
import { type FaultyServer, startFaultyServer } from "../support/faulty-server.js";
import type { TestConnector } from "../support/connector.js";

const RETRY = { initial_delay: 0.02, max_delay: 0.05, max_retry_after: 2 };
const ROWS = json([{ id: 1 }]);

/** Reads one page of a server that answers as scripted, with delays short enough for a test. */
async function withServer(
  replies: readonly Reply[],
  use: (source: TestConnector, server: FaultyServer) => Promise<void>,
  client: object = {},
): Promise<void> {
  const server = await startFaultyServer(replies);
  const config = {
    client: { base_url: server.origin, paginator: "single_page", retry: RETRY, ...client },
    resources: ["rows"],
  };
  try {
    await withConnector(config, (connect) => use(connect(), server));
  } finally {
    await server.close();
  }
}

const test = suite("retry");

const TRANSIENT: Readonly<Record<string, Reply>> = {
  "status 429": status(429),
  "status 500": status(500),
  "status 502": status(502),
  "status 503": status(503),
  "status 504": status(504),
  "a connection that is lost before the answer": drop("request"),
  "a connection that is lost after the headers": drop("headers"),
  "a body shorter than its Content-Length": truncated([{ id: 1 }], "length"),
  "a chunked body that is cut off": truncated([{ id: 1 }], "chunked"),
};

for (const [fault, reply] of Object.entries(TRANSIENT)) {
  test(`${fault} is tried again, three times at most`, async () => {
    await withServer([reply, reply, reply, ROWS], async (source, server) => {
      assert.equal(await source.readAll("rows"), [{ id: 1 }]);
      assert.is(server.requests.length, 4);
    });
    await withServer([reply, reply, reply, reply, ROWS], async (source, server) => {
      assert.match((await rejection(source.readAll("rows"))).message, "(tried 4 times)");
      assert.is(server.requests.length, 4);
    });
  });
}

for (const code of [400, 401, 403, 404, 408, 422, 501, 505]) {
  test(`status ${code} is not tried again`, async () => {
    await withServer([raw('{"error":"no such thing"}', { status: code }), ROWS], async (source, server) => {
      const error = await rejection(source.readAll("rows"));
      assert.match(error.message, `GET ${server.origin}/rows: status ${code}: {"error":"no such thing"}`);
      assert.is(server.requests.length, 1);
    });
  });
}

test("silence is ended by the timeout and tried again", async () => {
  await withServer([silence(), ROWS], async (source) => assert.equal(await source.readAll("rows"), [{ id: 1 }]), {
    timeout: 0.2,
  });
});

test("the delays double, each between half and all of its value", async () => {
  const replies = [status(503), status(503), status(503), ROWS];
  const retry = { initial_delay: 0.1, max_delay: 10 };
  await withServer(
    replies,
    async (source, { requests }) => {
      await source.readAll("rows");
      const waits = requests.slice(1).map(({ atMs }, index) => atMs - (requests[index]?.atMs ?? 0));
      for (const [index, full] of [100, 200, 400].entries()) {
        const wait = waits[index] ?? 0;
        assert.ok(wait >= full / 2 - 2 && wait <= full + 100, `wait ${index + 1} was ${wait} ms`);
      }
    },
    { retry },
  );
});

test("Retry-After replaces a shorter delay and is never cut short", async () => {
  await withServer([status(429, { "retry-after": "1" }), ROWS], async (source, { requests }) => {
    await source.readAll("rows");
    const wait = (requests[1]?.atMs ?? 0) - (requests[0]?.atMs ?? 0);
    assert.ok(wait >= 995 && wait < 1_500, `it was ${wait} ms`);
  });
});

test("Retry-After: 0 leaves the normal delay, so that the tries are not burnt at once", async () => {
  const retry = { initial_delay: 0.2, max_delay: 1 };
  await withServer(
    [status(429, { "retry-after": "0" }), ROWS],
    async (source, { requests }) => {
      await source.readAll("rows");
      assert.ok((requests[1]?.atMs ?? 0) - (requests[0]?.atMs ?? 0) >= 95);
    },
    { retry },
  );
});

test("a Retry-After beyond max_retry_after fails at once and says when to come back", async () => {
  await withServer([status(429, { "retry-after": "3600" }), ROWS], async (source, server) => {
    assert.match((await rejection(source.readAll("rows"))).message, /status 429; the API asks to come back in 3600 s/);
    assert.is(server.requests.length, 1);
  });
});

test("an abort ends a wait between two tries at once", async () => {
  const server = await startFaultyServer([status(503), ROWS]);
  const client = { base_url: server.origin, paginator: "single_page", retry: { initial_delay: 60 } };
  const abort = new AbortController();
  try {
    await withConnector({ client, resources: ["rows"] }, async (connect) => {
      const reading = rejection(connect({ signal: abort.signal }).readAll("rows"));
      setTimeout(() => abort.abort(), 100);
      assert.is((await reading).name, "AbortError");
    });
    assert.is(server.requests.length, 1);
  } finally {
    await server.close();
  }
});

test("an abort ends a request that is waiting for its answer", async () => {
  const abort = new AbortController();
  const server = await startFaultyServer(() => {
    setTimeout(() => abort.abort(), 50);
    return silence();
  });
  const client = { base_url: server.origin, paginator: "single_page" };
  try {
    await withConnector({ client, resources: ["rows"] }, async (connect) => {
      assert.is((await rejection(connect({ signal: abort.signal }).readAll("rows"))).name, "AbortError");
    });
  } finally {
    await server.close();
  }
});

test.run();
