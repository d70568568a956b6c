import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withApi } from "../support/api.js";
import { rejection, type TestConnector, withConnector } from "../support/connector.js";
import { json, redirect, type Reply, status } from "../support/faulty-replies.js";
import { type FaultyServer, type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";

const PAGES = { paginator: { type: "page_number", base_page: 1, total_path: null } };

/** A page of the list that sets a cookie, and the empty one behind the second. */
function page({ query }: LoggedRequest, cookie: string | string[]): Reply {
  const data = Number(query.get("page")) > 2 ? [] : [{ page: query.get("page") }];
  return json({ data }, { headers: { "set-cookie": cookie } });
}

function sent({ requests }: FaultyServer): readonly (string | undefined)[] {
  return requests.map(({ headers }) => headers.cookie);
}

const test = suite("cookies that an API sets");

test("they go back with the next pages of the resource, as in dlt", () =>
  withApi(
    PAGES,
    (request, index) => page(request, [`at=${index}; Path=/; HttpOnly`, "kept=a b=c", "gone=1; Max-Age=0"]),
    async (source, server) => {
      await source.readAll("rows");
      assert.equal(sent(server), [undefined, "at=0; kept=a b=c", "at=1; kept=a b=c"]);
    },
  ));

test("a retry sends them, and an answer that failed sets them too", () =>
  withApi(
    {},
    [status(503, { "set-cookie": "node=1" }), json({ data: [] })],
    async (source, server) => {
      await source.readAll("rows");
      assert.equal(sent(server), [undefined, "node=1"]);
    },
    { client: { retry: { initial_delay: 0.01 } } },
  ));

/** A parent, its child, and a resource of its own, on a server that sets a cookie with each answer. */
async function withFamily(use: (source: TestConnector, server: FaultyServer) => Promise<void>): Promise<void> {
  const server = await startFaultyServer(({ path }, index) => {
    return json([{ id: `${path}-1` }, { id: `${path}-2` }], { headers: { "set-cookie": `n=${index}; Path=/` } });
  });
  const child = { name: "child", endpoint: { path: "child", params: { of: "{resources.parent.id}" } } };
  const config = {
    client: { base_url: server.origin, paginator: "single_page" },
    resources: ["parent", child, "other"],
  };
  try {
    await withConnector(config, (connect) => use(connect(), server));
  } finally {
    await server.close();
  }
}

test("they stay with their resource, through all rows of a parent", () =>
  withFamily(async (source, server) => {
    await source.load(":memory:");
    const cookies = (path: string): unknown => {
      return server.requests.filter((request) => request.path === path).map(({ headers }) => headers.cookie);
    };
    const firstOfChild = server.requests.findIndex(({ path }) => path === "/child");
    assert.equal([cookies("/parent"), cookies("/other")], [[undefined], [undefined]]);
    assert.equal(cookies("/child"), [undefined, `n=${firstOfChild}`]);
  }));

test("a redirect to the same address with a cookie is no circle", async () => {
  const wall = ({ headers }: LoggedRequest): Reply => {
    return headers.cookie === "seen=1"
      ? json({ data: [{ id: 1 }] })
      : status(302, { location: "/rows", "set-cookie": "seen=1" });
  };
  await withApi({}, wall, async (source, server) => {
    assert.equal(await source.readAll("rows"), [{ id: 1 }]);
    assert.is(server.requests.length, 2);
  });
  const same = status(302, { location: "/rows", "set-cookie": "seen=1" });
  await withApi(
    {},
    () => same,
    async (source, server) => {
      assert.match((await rejection(source.readAll("rows"))).message, "redirected in a circle, back to http");
      assert.is(server.requests.length, 2);
    },
  );
});

test("a Cookie header of the config stands alone, as in dlt", async () => {
  const endpoint = { ...PAGES, headers: { Cookie: { $secret: "cookie" } } };
  await withApi(
    endpoint,
    (request) => page(request, "theirs=2"),
    async (source, server) => {
      await source.readAll("rows");
      assert.equal(sent(server), ["mine=1", "mine=1", "mine=1"]);
    },
    { options: { secrets: { cookie: "mine=1" } } },
  );
});

test("a key in a cookie wins over one of its name that the API set", async () => {
  const auth = { type: "api_key", name: "sid", location: "cookie", api_key: { $secret: "key" } };
  await withApi(
    PAGES,
    (request) => page(request, ["sid=theirs", "other=2"]),
    async (source, server) => {
      await source.readAll("rows");
      assert.equal(sent(server), ["sid=mine", "other=2; sid=mine", "other=2; sid=mine"]);
    },
    { client: { auth }, options: { secrets: { key: "mine" } } },
  );
});

test("another origin neither gets nor sets any", async () => {
  const other = await startFaultyServer(() => json({ data: [] }, { headers: { "set-cookie": "theirs=1; Path=/" } }));
  try {
    const lead = ({ query }: LoggedRequest): Reply => {
      const headers = { "set-cookie": "ours=1; Path=/" };
      if (query.get("page") === "1") return json({ data: [{ id: 1 }] }, { headers });
      return redirect(`${other.origin}/rows`);
    };
    await withApi(
      PAGES,
      lead,
      async (source, server) => {
        await source.readAll("rows");
        assert.equal([sent(server), sent(other)], [[undefined, "ours=1"], [undefined]]);
        await source.readAll("rows");
        assert.equal(sent(server), [undefined, "ours=1", undefined, "ours=1"]);
      },
      { client: { allowed_origins: [other.origin] } },
    );
  } finally {
    await other.close();
  }
});

test.run();
