import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConnectorOptions, rejection, type TestConnector, withConnector } from "../support/connector.js";
import { drop, json, redirect, type Reply, status } from "../support/faulty-replies.js";
import { type FaultyServer, type Script, startFaultyServer } from "../support/faulty-server.js";

const ROWS = json([{ id: 1 }]);
const RETRY = { initial_delay: 0.01, max_delay: 0.02 };
const NAMES = ["a", "b", "c", "d"];

/** A connector of four resources on one server. */
async function withServer(
  script: Script,
  client: object,
  use: (source: TestConnector, server: FaultyServer) => Promise<void>,
  options: ConnectorOptions = {},
): Promise<void> {
  const server = await startFaultyServer(script);
  const config = {
    client: { base_url: server.origin, paginator: "single_page", retry: RETRY, ...client },
    resources: NAMES,
  };
  try {
    await withConnector(config, (connect) => use(connect({ secrets: { key: "k" }, ...options }), server));
  } finally {
    await server.close();
  }
}

/** The platform's fetch, and when it was called: when requests arrive is up to the machine's load as well. */
function watchedFetch(): { readonly fetch: typeof globalThis.fetch; readonly sentAt: readonly number[] } {
  const sentAt: number[] = [];
  const fetch: typeof globalThis.fetch = (...request) => {
    sentAt.push(performance.now());
    return globalThis.fetch(...request);
  };
  return { fetch, sentAt };
}

/** The most requests that were sent within any period; a little shorter, since the first call of fetch takes its time. */
function mostWithin(sentAt: readonly number[], periodMs: number): number {
  return Math.max(...sentAt.map((start) => sentAt.filter((at) => at >= start && at < start + periodMs).length));
}

const test = suite("limits");

test("a rate limit is shared by all readers that run at once", async () => {
  const client = { rate_limit: { requests: 2, per_seconds: 0.3 } };
  const { fetch, sentAt } = watchedFetch();
  await withServer(
    () => ROWS,
    client,
    async (source) => {
      await Promise.all([...NAMES, ...NAMES].map((name) => source.readAll(name)));
      assert.is(sentAt.length, 8);
      assert.ok(mostWithin(sentAt, 250) <= 2, JSON.stringify(sentAt));
    },
    { fetch },
  );
});

test("retries, redirects and token requests count in the rate limit", async () => {
  const script: Script = ({ path }, index) => {
    if (path === "/token") return json({ access_token: "t" });
    return [status(503), drop(), redirect("/moved"), ROWS][index - 1] ?? ROWS;
  };
  const server = await startFaultyServer(script);
  const auth = {
    type: "oauth2_client_credentials",
    access_token_url: `${server.origin}/token`,
    client_id: "me",
    client_secret: { $secret: "key" },
  };
  const limit = { requests: 1, per_seconds: 0.2 };
  const client = { base_url: server.origin, paginator: "single_page", retry: RETRY, auth, rate_limit: limit };
  const { fetch, sentAt } = watchedFetch();
  try {
    await withConnector({ client, resources: ["a"] }, async (connect) => {
      assert.equal(await connect({ secrets: { key: "k" }, fetch }).readAll("a"), [{ id: 1 }]);
    });
    assert.is(server.requests.length, 5);
    assert.is(mostWithin(sentAt, 150), 1, JSON.stringify(sentAt));
  } finally {
    await server.close();
  }
});

test("waiting for a turn is no silence of the API", async () => {
  const client = { timeout: 0.2, rate_limit: { requests: 1, per_seconds: 0.5 } };
  await withServer(
    () => ROWS,
    client,
    async (source, server) => {
      await Promise.all(NAMES.map((name) => source.readAll(name)));
      assert.is(server.requests.length, 4);
    },
  );
});

test("an abort ends the wait for a turn at once", async () => {
  const abort = new AbortController();
  const client = { rate_limit: { requests: 1, per_seconds: 600 } };
  await withServer(
    () => ROWS,
    client,
    async (source, server) => {
      await source.readAll("a");
      const reading = rejection(source.readAll("b"));
      setTimeout(() => abort.abort(), 50);
      assert.is((await reading).name, "AbortError");
      assert.is(server.requests.length, 1);
    },
    { signal: abort.signal },
  );
});

test("ten failed tries in a row, over all resources, end the retries of all", async () => {
  await withServer(
    () => status(503),
    {},
    async (source, server) => {
      const messages: string[] = [];
      for (const name of NAMES) messages.push((await rejection(source.readAll(name))).message);
      assert.match(messages[0] ?? "", "/a: status 503 (tried 4 times)");
      assert.match(messages[1] ?? "", "/b: status 503 (tried 4 times)");
      assert.match(messages[2] ?? "", "/c: status 503 (10 tries in a row failed, over all resources: given up)");
      assert.match(messages[3] ?? "", "/d: status 503 (11 tries in a row failed, over all resources: given up)");
      assert.is(server.requests.length, 11);
    },
  );
});

test("readers that run at once stop together when the budget is spent", async () => {
  await withServer(
    () => drop(),
    { retry: { initial_delay: 0.2, max_delay: 0.3, max_retries: 9 } },
    async (source, server) => {
      const errors = await Promise.all(NAMES.map((name) => rejection(source.readAll(name))));
      for (const { message } of errors) assert.match(message, /tries in a row failed, over all resources/);
      assert.ok(server.requests.length <= 10 + NAMES.length - 1, `${server.requests.length} requests`);
    },
  );
});

for (const [answer, reply] of [
  ["a success", ROWS],
  ["an error that no retry mends", status(404)],
] as const) {
  test(`${answer} restores the budget`, async () => {
    const failing = (count: number): Reply[] => Array.from({ length: count }, () => status(503));
    const script = [...failing(4), ...failing(3), reply, ...failing(4), ...failing(3), ROWS];
    await withServer(script, {}, async (source, server) => {
      assert.match((await rejection(source.readAll("a"))).message, "tried 4 times");
      await source.readAll("b").catch(() => undefined);
      assert.match((await rejection(source.readAll("c"))).message, "tried 4 times");
      assert.equal(await source.readAll("d"), [{ id: 1 }]);
      assert.is(server.requests.length, script.length);
    });
  });
}

test("a max_retries beyond the budget is kept: one request may use it up", async () => {
  const script: Script = (_request, index) => (index < 12 ? status(503) : ROWS);
  await withServer(script, { retry: { ...RETRY, max_retries: 12 } }, async (source) => {
    assert.equal(await source.readAll("a"), [{ id: 1 }]);
  });
});

test.run();
