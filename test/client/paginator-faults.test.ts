import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection, type TestConnector, withConnector } from "../support/connector.js";
import { drop, json, raw, type Reply, status, truncated } from "../support/faulty-replies.js";
import { type FaultyServer, type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";

/** An API with these four pages of a record each, however they are asked for. */
const PAGES = [0, 1, 2, 3];

/** How a paginator asks for the page of a number, and what leads to the next one. */
interface Kind {
  readonly name: string;
  readonly paginator: object | string;
  readonly numberOf: (request: LoggedRequest) => number;
  /** The answer with these records; `next` is the number of the page behind it. */
  readonly answer: (data: readonly object[], next: number | undefined) => Reply;
  /** Whether addresses come from the API. */
  readonly isLinked?: boolean;
}

const inQuery =
  (name: string) =>
  ({ query }: LoggedRequest): number =>
    Number(query.get(name) ?? 0);
const link = (next: number): string => `/rows?p=${next}`;

const KINDS: readonly Kind[] = [
  {
    name: "offset",
    paginator: { type: "offset", limit: 1, total_path: null },
    numberOf: inQuery("offset"),
    answer: (data) => json({ data }),
  },
  {
    name: "page_number",
    paginator: { type: "page_number", total_path: null },
    numberOf: inQuery("page"),
    answer: (data) => json({ data }),
  },
  {
    name: "json_link",
    paginator: "json_link",
    isLinked: true,
    numberOf: inQuery("p"),
    answer: (data, next) => json({ data, next: next === undefined ? null : link(next) }),
  },
  {
    name: "header_link",
    paginator: "header_link",
    isLinked: true,
    numberOf: inQuery("p"),
    answer: (data, next) =>
      json({ data }, { headers: next === undefined ? {} : { link: `<${link(next)}>; rel="next"` } }),
  },
  {
    name: "cursor",
    paginator: { type: "cursor", cursor_path: "after" },
    numberOf: inQuery("cursor"),
    answer: (data, next) => json({ data, after: next === undefined ? null : String(next) }),
  },
  {
    name: "header_cursor",
    paginator: { type: "header_cursor", cursor_key: "X-After" },
    numberOf: inQuery("cursor"),
    answer: (data, next) => json({ data }, { headers: next === undefined ? {} : { "x-after": String(next) } }),
  },
  {
    name: "auto",
    paginator: "auto",
    isLinked: true,
    numberOf: inQuery("p"),
    answer: (data, next) => json({ data, next_url: next === undefined ? null : link(next) }),
  },
  {
    name: "custom",
    paginator: { type: "custom", module: "./paging.ts#next" },
    isLinked: true,
    numberOf: inQuery("p"),
    answer: (data, next) => json({ data, after: next === undefined ? null : link(next) }),
  },
];

const PAGING = `
export function next({ body }: { body: unknown }): string | null {
  return (body as { after: string | null }).after;
}`;

/** The number of a page, and of the one behind it. */
type Turn = (number: number) => { readonly page: number; readonly next: number | undefined };

const honest: Turn = (page) => ({ page, next: page < 3 ? page + 1 : undefined });

function pages({ numberOf, answer }: Kind, turn: Turn = honest): (request: LoggedRequest) => Reply {
  return (request) => {
    const { page, next } = turn(numberOf(request));
    return answer(page in PAGES ? [{ id: page }] : [], next);
  };
}

const test = suite("faults under every paginator");

async function withServer(
  connect: (options: { baseUrl: string }) => TestConnector,
  script: (request: LoggedRequest, index: number) => Reply,
  use: (source: TestConnector, server: FaultyServer) => Promise<void>,
): Promise<void> {
  const server = await startFaultyServer(script);
  try {
    await use(connect({ baseUrl: server.origin }), server);
  } finally {
    await server.close();
  }
}

for (const kind of KINDS) {
  test(`${kind.name}: lost, cut and failed answers come again, HTML is none, circles end, other hosts get nothing`, async () => {
    const client = { base_url: "http://api.test", retry: { initial_delay: 0.01 } };
    const resources = [{ name: "rows", endpoint: { paginator: kind.paginator, data_selector: "data" } }];
    await withConnector(
      { client, resources },
      async (connect) => {
        let requests = 0;
        await withServer(connect, pages(kind), async (source, server) => {
          assert.equal(
            await source.readAll("rows"),
            PAGES.map((id) => ({ id })),
          );
          requests = server.requests.length;
        });

        const good = pages(kind);
        for (const fault of [drop(), drop("headers"), truncated({ data: [{ id: 1 }] }), status(503), status(429)]) {
          const script = (request: LoggedRequest, index: number): Reply => (index === 2 ? fault : good(request));
          await withServer(connect, script, async (source, server) => {
            assert.equal(
              await source.readAll("rows"),
              PAGES.map((id) => ({ id })),
            );
            assert.is(server.requests.length, requests + 1);
          });
        }

        for (const html of [raw("<html>maintenance</html>", { headers: { "content-type": "text/html" } }), raw("")]) {
          const script = (request: LoggedRequest, index: number): Reply => (index === 2 ? html : good(request));
          await withServer(connect, script, async (source, server) => {
            const read: unknown[] = [];
            const { message } = await rejection(collect(source, read));
            assert.match(message, "answered 200, but not with JSON");
            assert.equal(read, [{ id: 0 }, { id: 1 }]);
            assert.is(server.requests.length, 3);
          });
        }

        const clamped: Turn = (number) => ({ page: Math.min(number, 2), next: Math.min(number + 1, 2) });
        const inTurns: Turn = (number) => ({ page: number % 2, next: (number + 1) % 2 });
        for (const turn of [clamped, inTurns]) {
          await withServer(connect, pages(kind, turn), async (source, server) => {
            assert.is((await rejection(source.readAll("rows"))).name, "PaginationLoopError");
            assert.ok(server.requests.length <= 4, `${server.requests.length} requests`);
          });
        }

        if (kind.isLinked !== true) return;
        const other = await startFaultyServer(() => json({ data: [] }));
        try {
          const away = (request: LoggedRequest): Reply => {
            const reply = good(request);
            if (reply.kind !== "answer") return reply;
            const text = Buffer.from(reply.body).toString().replaceAll("/rows?", `${other.origin}/rows?`);
            const headers = Object.entries(reply.headers).map(([name, value]) => {
              return [name, String(value).replaceAll("/rows?", `${other.origin}/rows?`)] as const;
            });
            return raw(text, { headers: Object.fromEntries(headers) });
          };
          await withServer(connect, away, async (source, server) => {
            assert.match((await rejection(source.readAll("rows"))).message, "is not an origin of this API");
            assert.equal([server.requests.length, other.requests.length], [1, 0]);
          });
        } finally {
          await other.close();
        }
      },
      { "paging.ts": PAGING },
    );
  });
}

async function collect(source: TestConnector, into: unknown[]): Promise<void> {
  for await (const record of source.read("rows")) into.push(record);
}

test.run();
