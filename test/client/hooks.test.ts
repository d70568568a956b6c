import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withApi } from "../support/api.js";
import { rejection } from "../support/connector.js";
import { drop, json, raw, type Reply, status } from "../support/faulty-replies.js";
import type { FaultyServer } from "../support/faulty-server.js";

const CLIENT = { retry: { initial_delay: 0.01 } };

function page(id: number, more: object = {}): Reply {
  return json({ data: [{ id }], ...more });
}

function targets({ requests }: FaultyServer): readonly string[] {
  return requests.map(({ path, query }) => (query.size === 0 ? path : `${path}?${query}`));
}

const CUSTOM = { paginator: { type: "custom", module: "./hooks.ts#next" } };

/** A file with the paginator `next`, whose parameter is called `page`. */
function paginator(body: string): Readonly<Record<string, string>> {
  const types = "{ url: URL; headers: Headers; body: any; records: readonly unknown[] }";
  return { "hooks.ts": `export async function next(page: ${types}): Promise<URL | string | null> { ${body} }` };
}

const paging = suite("custom paginator");

paging("the function leads from page to page, by URL, relative address, and null at the end", async () => {
  const files = paginator(
    `if (page.body.last) return null;
     if (page.records.length === 1 && page.url.pathname === "/rows") { page.url.pathname += "/2"; return page.url; }
     return "3?seek=" + page.headers.get("x-seek");`,
  );
  const second = json({ data: [{ id: 2 }] }, { headers: { "x-seek": "z" } });
  const replies = [drop(), page(1), status(503), second, page(3, { last: true })];
  await withApi(
    { ...CUSTOM, params: { state: "open" } },
    replies,
    async (source, server) => {
      assert.equal(await source.readAll("rows"), [{ id: 1 }, { id: 2 }, { id: 3 }]);
      const [first, second] = ["/rows?state=open", "/rows/2?state=open"];
      assert.equal(targets(server), [first, first, second, second, "/rows/3?seek=z"]);
    },
    { client: CLIENT, files },
  );
});

paging("a function that takes records off the list that it gets takes none from the load", async () => {
  const body =
    "const last = (records as unknown[]).pop(); return last === undefined ? null : url.search ? null : '?p=2';";
  const files = {
    "hooks.ts": `export function next({ url, records }: { url: URL; records: any }): string | null { ${body} }`,
  };
  await withApi(
    CUSTOM,
    [page(1), page(2)],
    async (source) => {
      const { resources } = await source.load(":memory:");
      assert.equal(resources[0]?.rows, { rows: 2 });
    },
    { client: CLIENT, files },
  );
});

paging("an address that was read before is an error", async () => {
  const files = paginator("return page.url.searchParams.has('b') ? '/rows' : '/rows?b';");
  await withApi(
    CUSTOM,
    () => page(1),
    async (source, server) => {
      assert.is((await rejection(source.readAll("rows"))).name, "PaginationLoopError");
      assert.is(server.requests.length, 2);
    },
    { client: CLIENT, files },
  );
});

for (const [address, problem] of [
  ["https://evil.example/rows", /https:\/\/evil\.example is not an origin of this API/],
  ["http://user:secret@127.0.0.1/rows", /holds a user name or password/],
  ["http://[", /is no valid URL/],
] as const) {
  paging(`the address ${address} is refused, unsent`, async () => {
    await withApi(
      CUSTOM,
      () => page(1),
      async (source, server) => {
        assert.match((await rejection(source.readAll("rows"))).message, problem);
        assert.is(server.requests.length, 1);
      },
      { client: CLIENT, files: paginator(`return ${JSON.stringify(address)};`) },
    );
  });
}

paging("what the function throws ends the run, and a key in the query is not shown to it", async () => {
  const auth = { type: "api_key", name: "key", location: "query", api_key: { $secret: "key" } };
  await withApi(
    CUSTOM,
    () => page(1),
    async (source, server) => {
      assert.is((await rejection(source.readAll("rows"))).message, `lost at ${server.origin}/rows`);
      assert.is(server.requests.length, 1);
    },
    {
      client: { ...CLIENT, auth },
      files: paginator("throw new Error('lost at ' + page.url);"),
      options: { secrets: { key: "SENTINEL" } },
    },
  );
});

const actions = suite("functions as response actions");

const RESPONSE = "{ status: number; headers: Headers; text: string }";

actions("a function decides about the responses of its item, or leaves them to the next", async () => {
  const files = {
    "hooks.ts": `export const conflict = ({ text }: ${RESPONSE}) => text === "wait" ? "retry" as const : undefined;
      export const all = ({ status }: ${RESPONSE}) => status === 410 ? { fail: "it is over" } : undefined;`,
  };
  const endpoint = {
    response_actions: [
      { status_code: 409, action: ["./hooks.ts#conflict"] },
      { status_code: 409, action: "ignore" },
      { action: "./hooks.ts#all" },
    ],
  };
  const conflict = (text: string): Reply => raw(text, { status: 409 });
  const read = async (replies: readonly Reply[], expected: unknown[] | RegExp): Promise<void> => {
    await withApi(
      endpoint,
      replies,
      async (source, server) => {
        if (Array.isArray(expected)) assert.equal(await source.readAll("rows"), expected);
        else assert.match((await rejection(source.readAll("rows"))).message, expected);
        assert.is(server.requests.length, replies.length);
      },
      { client: CLIENT, files },
    );
  };
  await read([conflict("wait"), page(1)], [{ id: 1 }]);
  await read([conflict("other")], []);
  await read([raw("gone", { status: 410 })], /it is over \(status 410: gone\)/);
  await read([status(404)], /status 404/);
});

actions("what a function throws ends the run at once, without secrets", async () => {
  const files = { "hooks.ts": `export const all = ({ text }: ${RESPONSE}) => { throw new Error(text); };` };
  await withApi(
    { response_actions: [{ action: "./hooks.ts#all" }] },
    [raw("you sent SENTINEL-key")],
    async (source, server) => {
      const { message } = await rejection(source.readAll("rows"));
      assert.is(message, `GET ${server.origin}/rows: a function of response_actions failed: you sent [secret]`);
    },
    {
      client: { ...CLIENT, auth: { token: { $secret: "key" } } },
      files,
      options: { secrets: { key: "SENTINEL-key" } },
    },
  );
});

paging.run();
actions.run();
