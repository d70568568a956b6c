import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withApi } from "../support/api.js";
import { rejection } from "../support/connector.js";
import { drop, json, raw, type Reply, status } from "../support/faulty-replies.js";
import type { FaultyServer, LoggedRequest } from "../support/faulty-server.js";

const AUTO = { paginator: "auto" };
const OPEN = { paginator: "auto", retry: { initial_delay: 0.01 } };

function targets({ requests }: FaultyServer): readonly string[] {
  return requests.map(({ path, query }) => (query.size === 0 ? path : `${path}?${query}`));
}

/** Reads a server that answers so, with no paginator configured, and compares the requests it got. */
async function expectRequests(replies: readonly Reply[], requests: readonly string[], endpoint = {}): Promise<void> {
  await withApi(
    { ...AUTO, ...endpoint },
    replies,
    async (source, server) => {
      assert.equal(
        await source.readAll("rows"),
        replies.map((_, index) => ({ id: index + 1 })),
      );
      assert.equal(targets(server), requests);
    },
    { client: OPEN },
  );
}

function page(id: number, more: object, headers: Record<string, string> = {}): Reply {
  return json({ ...more, data: [{ id }] }, { headers });
}

const test = suite("detection of the paginator");

test("a Link header with rel next wins over everything in the body", async () => {
  const body = { next: "/wrong", pages: 3 };
  await expectRequests(
    [page(1, body, { link: '</rows?p=2>; rel="next"' }), page(2, body)],
    ["/rows?state=open", "/rows?p=2"],
    { params: { state: "open" } },
  );
});

for (const [name, first, second] of [
  ["a URL under next", { next: "/rows?p=2" }, { next: null }],
  ["a URL under a longer key, whatever its case", { paging: { NextPageUrl: "/rows?p=2" } }, {}],
  ["an object with href under next", { _links: { next: { title: "x", href: "/rows?p=2" } } }, { _links: {} }],
  ["an object with url under next", { links: { next: { urlText: "/rows?p=2" } } }, { links: { next: null } }],
  ["the first key that begins with next", { a: { next_a: "/rows?p=2" }, next: "/wrong" }, { next: "/wrong" }],
] as const) {
  test(`${name} is followed from page to page`, async () => {
    await expectRequests([page(1, first), page(2, second)], ["/rows", "/rows?p=2"]);
  });
}

for (const key of ["pages", "total_pages", "TotalPages"]) {
  test(`${key} counts pages; the first request has no number, the second asks for page 1`, async () => {
    const counted = (id: number) => page(id, { meta: { [key]: "3" } });
    await expectRequests(
      [counted(1), counted(2), counted(3)],
      ["/rows?state=open", "/rows?state=open&page=1", "/rows?state=open&page=2"],
      { params: { state: "open" } },
    );
  });
}

test("a count of pages is taken when the next link is null, and not when it is no number", async () => {
  await expectRequests(
    [page(1, { next: null, pages: 2 }), page(2, { next: null, pages: 2 })],
    ["/rows", "/rows?page=1"],
  );
  await expectRequests([page(1, { pages: "many", total_pages: null })], ["/rows"]);
});

test("an empty page ends counted pages", async () => {
  await withApi(
    AUTO,
    [page(1, { pages: 9 }), json({ pages: 9, data: [] })],
    async (source, server) => {
      assert.equal(await source.readAll("rows"), [{ id: 1 }]);
      assert.is(server.requests.length, 2);
    },
    { client: OPEN },
  );
});

test("an API that counts its pages from 1 is read as dlt does, with a warning that says what to write", async () => {
  const script = ({ query }: LoggedRequest): Reply => page(Number(query.get("page") ?? 1), { pages: 3 });
  await withApi(
    AUTO,
    script,
    async (source) => {
      const { resources } = await source.load(":memory:");
      const { records, warnings } = resources[0] ?? { records: 0, warnings: [] };
      assert.is(records, 3);
      assert.match(warnings.join(), /count from 1.*"base_page":1,"total_path":"pages"/);
    },
    { client: OPEN },
  );
});

test("any other value under such a key is a cursor, numbers too", async () => {
  await expectRequests(
    [page(1, { meta: { next_cursor: 17 } }), page(2, { meta: { next_cursor: "b c" } }), page(3, { meta: {} })],
    ["/rows?limit=1", "/rows?limit=1&cursor=17", "/rows?limit=1&cursor=b+c"],
    { params: { limit: 1 } },
  );
});

for (const end of [null, "", false, 0]) {
  test(`next: ${JSON.stringify(end)} on the first page means one page`, async () => {
    await expectRequests([page(1, { next: end })], ["/rows"]);
  });
}

test("keys inside lists of records do not count", async () => {
  await withApi(
    AUTO,
    [json({ data: [{ id: 1, next: "/rows?p=2", pages: 4 }] })],
    async (source, server) => {
      assert.is((await source.readAll("rows")).length, 1);
      assert.is(server.requests.length, 1);
    },
    { client: OPEN },
  );
});

test("hostile keys decide nothing", async () => {
  const body = '{"__proto__": {"pages": 9}, "constructor": {"next": "/rows?p=2"}, "data": [{"id": 1}]}';
  const second = '{"__proto__": {"pages": 9}, "constructor": {}, "data": [{"id": 2}]}';
  const replies = [body, second].map((text) => raw(text, { headers: { "content-type": "application/json" } }));
  await expectRequests(replies, ["/rows", "/rows?p=2"]);
});

test("the method and body of the first request go with each page", async () => {
  const endpoint = { ...AUTO, method: "POST", json: { term: "x" } };
  await withApi(
    endpoint,
    [page(1, { next_token: "t" }), page(2, {})],
    async (source, server) => {
      await source.readAll("rows");
      assert.equal(
        server.requests.map(({ method, body }) => [method, body]),
        [
          ["POST", '{"term":"x"}'],
          ["POST", '{"term":"x"}'],
        ],
      );
    },
    { client: OPEN },
  );
});

for (const [kind, answers] of Object.entries({
  link: [{ next: "/rows?p=2" }, { next: "/rows?p=3" }, { next: "/rows?p=2" }],
  cursor: [{ next_cursor: "A" }, { next_cursor: "B" }, { next_cursor: "A" }],
  "cursor that is a field of a single object": [{ next_step: "call" }, { next_step: "call" }],
})) {
  test(`a ${kind} that comes again is an error, not an endless run`, async () => {
    await withApi(
      AUTO,
      answers.map((more, index) => page(index, more)),
      async (source, server) => {
        assert.is((await rejection(source.readAll("rows"))).name, "PaginationLoopError");
        assert.is(server.requests.length, answers.length);
      },
      { client: OPEN },
    );
  });
}

test("a field that was taken for a cursor by mistake is named when it comes again", async () => {
  const answer = page(1, { "next_step\u001b": "call" });
  await withApi(
    AUTO,
    [answer, answer],
    async (source) => {
      const { message } = await rejection(source.readAll("rows"));
      assert.match(message, /; no paginator is configured, and "next_step\\u001b" was taken for the cursor$/);
    },
    { client: OPEN },
  );
});

test("a detected link to another origin is refused, unsent", async () => {
  await withApi(
    AUTO,
    [page(1, { next: "https://evil.example/rows" })],
    async (source, server) => {
      assert.match(
        (await rejection(source.readAll("rows"))).message,
        /https:\/\/evil\.example is not an origin of this API/,
      );
      assert.is(server.requests.length, 1);
    },
    { client: OPEN },
  );
});

test("lost answers are asked for again, on every page", async () => {
  const replies = [drop(), page(1, { next_cursor: "A" }), status(503), page(2, {})];
  await withApi(
    AUTO,
    replies,
    async (source, server) => {
      assert.equal(await source.readAll("rows"), [{ id: 1 }, { id: 2 }]);
      assert.equal(targets(server), ["/rows", "/rows", "/rows?cursor=A", "/rows?cursor=A"]);
    },
    { client: OPEN },
  );
});

test("client.max_pages stops detected pages too, with a warning", async () => {
  const script = (_: LoggedRequest, index: number): Reply => page(index, { next_cursor: `c${index}` });
  await withApi(
    AUTO,
    script,
    async (source, server) => {
      const { resources } = await source.load(":memory:");
      assert.match(resources[0]?.warnings.join() ?? "", /stopped after 3 pages/);
      assert.is(server.requests.length, 3);
    },
    { client: { ...OPEN, max_pages: 3 } },
  );
});

test.run();
