import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection, type TestConnector, withConnector } from "../support/connector.js";
import { query, withDatabase } from "../load/support.js";
import { drop, json, type Reply, status } from "../support/faulty-replies.js";
import { type FaultyServer, type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("parents");

const SHOPS = { name: "shops", primary_key: "id", endpoint: "shops" };

/** An API whose shops are `shops`, and whose other paths answer as `answer` says. */
async function withShops(
  resources: readonly object[],
  shops: readonly unknown[],
  answer: (request: LoggedRequest) => Reply,
  use: (source: TestConnector, server: FaultyServer) => Promise<void>,
  limits: object = {},
): Promise<void> {
  const server = await startFaultyServer((request) => (request.path === "/shops" ? json(shops) : answer(request)));
  const client = { base_url: "http://api.test", paginator: "single_page", retry: { initial_delay: 0.01 }, ...limits };
  try {
    await withConnector({ client, resources }, (connect) => use(connect({ baseUrl: server.origin }), server));
  } finally {
    await server.close();
  }
}

/** The rows of a query on a file. */
async function rowsOf(file: string, sql: string): Promise<unknown[][]> {
  let rows: unknown[][] = [];
  await withDatabase(async (connection) => {
    rows = await query(connection, sql);
  }, file);
  return rows;
}

function sent({ requests }: FaultyServer): readonly string[] {
  return requests.map(({ method, path, query }) => `${method} ${path}${query.size === 0 ? "" : `?${query}`}`);
}

test("a child is read for every record of its parent, and without one for all of them", () =>
  withShops(
    [SHOPS, { name: "stock", endpoint: "shops/{resources.shops.id}/stock" }],
    [{ id: 1 }, { id: 2 }],
    ({ path }) => json([{ of: path }]),
    async (source, server) => {
      assert.equal(await source.readAll("stock"), [{ of: "/shops/1/stock" }, { of: "/shops/2/stock" }]);
      assert.equal(sent(server), ["GET /shops", "GET /shops/1/stock", "GET /shops/2/stock"]);
    },
  ));

test("values of a parent go where the config has them: path, query, header, form and JSON, where a lone one keeps its type", () =>
  withShops(
    [
      SHOPS,
      {
        name: "stock",
        endpoint: {
          path: "stock/{resources.shops.name}/x",
          method: "POST",
          params: { at: "{resources.shops.place.city} {{{resources.shops.size}}}", open: "{resources.shops.open}" },
          headers: { "X-Shop": "no. {resources.shops.id}" },
          json: {
            id: "{resources.shops.id}",
            text: "{resources.shops.id}",
            mixed: "n {resources.shops.size}",
            as_text: "{resources.shops.open!s}",
            none: "{resources.shops.none}",
            deep: [{ place: "{resources.shops.place}" }],
          },
        },
      },
      {
        name: "form",
        endpoint: {
          path: "form",
          method: "POST",
          data: { shop: "{resources.shops.id}", open: "{resources.shops.open}" },
        },
      },
    ],
    [{ id: 7, name: "a b/ü?x#y", size: 1.5, open: true, none: null, place: { city: "Köln" } }],
    () => json([]),
    async (source, server) => {
      await source.load(":memory:");
      const [, form, stock] = server.requests;
      assert.is(form?.body, "shop=7&open=true");
      assert.is(stock?.path, "/stock/a%20b/%C3%BC%3Fx%23y/x");
      assert.equal(
        [...(stock?.query ?? [])],
        [
          ["at", "Köln {1.5}"],
          ["open", "true"],
        ],
      );
      assert.is(stock?.headers["x-shop"], "no. 7");
      assert.equal(JSON.parse(stock?.body ?? ""), {
        ...{ id: 7, text: 7, mixed: "n 1.5", as_text: "true", none: null, deep: [{ place: { city: "Köln" } }] },
      });
    },
  ));

test("names of parameters and fields may be a parent's values, and values may have a format", () =>
  withShops(
    [
      SHOPS,
      {
        name: "stock",
        endpoint: {
          path: "stock",
          method: "POST",
          params: {
            "{resources.shops.name}": ["x", "{resources.shops.id:>4}"],
            "{{kept}}": "{resources.shops.size:.2f}",
            day: "{resources.shops.since:.10}",
            text: "{resources.shops.id!s:0>3}",
          },
          json: { "n{resources.shops.id}": { "{resources.shops.name}": "{resources.shops.id:03d}" } },
        },
      },
      { name: "form", endpoint: { path: "form", method: "POST", data: { "{resources.shops.name}": 1 } } },
    ],
    [{ id: 7, name: "a b", size: 1.5, since: "2024-01-31T10:00:00Z" }],
    () => json([]),
    async (source, server) => {
      await source.load(":memory:");
      const [, form, stock] = server.requests;
      assert.is(form?.body, "a+b=1");
      assert.is(String(stock?.query), "a+b=x&a+b=+++7&%7Bkept%7D=1.50&day=2024-01-31&text=007");
      assert.equal(JSON.parse(stock?.body ?? ""), { n7: { "a b": "007" } });
    },
  ));

test("a name that a record brings and that is there already is sent once, with its last value, as in dlt", async () => {
  const name = "{resources.shops.name}";
  await withShops(
    [
      SHOPS,
      { name: "a", endpoint: { path: "a", params: { [name]: ["x", "y"], day: "z", n: 1 } } },
      { name: "b", endpoint: { path: "b", params: { n: 1, day: ["p", "q"], [name]: "z" } } },
      {
        name: "c",
        endpoint: {
          path: "c",
          params: { day: 9, [name]: "z" },
          paginator: { type: "page_number", page_param: "day", total_path: null, maximum_page: 2 },
        },
      },
      {
        name: "d",
        endpoint: {
          path: "d",
          params: { day: "first", [name]: "z" },
          paginator: { type: "cursor", cursor_path: "next", cursor_param: "day" },
        },
      },
      { name: "e", endpoint: { path: "e", method: "POST", data: { day: 1, x: 2, [name]: "z" } } },
      {
        name: "f",
        endpoint: {
          path: "f",
          method: "POST",
          data: [
            ["day", 1],
            [name, "z"],
          ],
        },
      },
    ],
    [{ id: 1, name: "day" }],
    ({ path, query }) =>
      json({ rows: [String(query)], next: path === "/d" && query.get("day") !== "c1" ? "c1" : null }),
    async (source, server) => {
      await source.load(":memory:");
      const lines = server.requests.map(({ method, path, query, body }) => `${method} ${path}?${query} ${body}`.trim());
      assert.equal(lines.toSorted(), [
        "GET /a?day=z&n=1",
        "GET /b?n=1&day=z",
        "GET /c?day=0",
        "GET /c?day=1",
        "GET /d?day=c1",
        "GET /d?day=z",
        "GET /shops?",
        "POST /e? day=z&x=2",
        "POST /f? day=1&day=z",
      ]);
    },
  );
});

test("a param that goes into the path may be made of a parent's fields, as in dlt, with formats, and encoded", () =>
  withShops(
    [
      SHOPS,
      { name: "alone", endpoint: { path: "a/{id}", params: { id: "{resources.shops.name}", q: 1 } } },
      { name: "mixed", endpoint: { path: "b/{id}/x", params: { id: "x ?-{resources.shops.id:03d}/{{y}}" } } },
      {
        name: "old",
        endpoint: {
          path: "c/{shop}/{again}",
          params: { shop: { type: "resolve", resource: "shops", field: "id" }, again: "n{shop}" },
        },
      },
      {
        name: "since",
        endpoint: {
          path: "d/{day}/{first}",
          params: { day: "{incremental.start_value:.10}", first: "{incremental.initial_value}" },
          incremental: { cursor_path: "at", initial_value: "2024-01-01T00:00:00Z" },
        },
      },
      {
        name: "first",
        endpoint: {
          path: "e/{day}",
          params: {
            day: "v{incremental.initial_value}",
            at: { type: "incremental", cursor_path: "at", initial_value: "2024?#" },
          },
        },
      },
    ],
    [{ id: 7, name: "a b/ü?x#y" }],
    () => json({ at: "2024-02-01" }),
    async (source, server) => {
      await source.load(":memory:");
      assert.equal(sent(server).toSorted(), [
        "GET /a/a%20b/%C3%BC%3Fx%23y?q=1",
        "GET /b/x%20%3F-007/%7By%7D/x",
        "GET /c/7/n7",
        "GET /d/2024-01-01/2024-01-01T00%3A00%3A00Z",
        "GET /e/v2024%3F%23?at=2024%3F%23",
        "GET /shops",
      ]);
    },
  ));

test("a param that goes into the path may not make a segment of a parent's field that leads elsewhere", () =>
  withShops(
    [SHOPS, { name: "stock", endpoint: { path: "a/{id}", params: { id: "{resources.shops.id}/x" } } }],
    [{ id: ".." }],
    () => json([]),
    async (source, server) => {
      assert.match((await rejection(source.load(":memory:"))).message, 'with a segment ".."');
      assert.equal(sent(server), ["GET /shops"]);
    },
  ));

test("a value that has not the format of its placeholder is an error that names it, before anything is sent", () =>
  withShops(
    [SHOPS, { name: "stock", endpoint: { path: "stock", params: { n: "{resources.shops.name:03d}" } } }],
    [{ id: 7, name: "seven" }],
    () => json([]),
    async (source, server) => {
      assert.match((await rejection(source.load(":memory:"))).message, "shops.name is a text, which the format of its");
      assert.equal(sent(server), ["GET /shops"]);
    },
  ));

test("a number of a parent is sent as the API spelled it when its children are loaded", async () => {
  const raw = {
    kind: "answer",
    status: 200,
    headers: {},
    body: Buffer.from('[{"id": 1.0, "n": 12345678901234567890}]'),
    delayMs: 0,
  } as const;
  const server = await startFaultyServer(({ path }) => (path === "/shops" ? raw : json([{}])));
  const child = { name: "stock", include_from_parent: ["id"], endpoint: "s/{resources.shops.id}/{resources.shops.n}" };
  const config = {
    client: { base_url: server.origin, paginator: "single_page" },
    resources: [{ name: "shops", endpoint: { path: "shops", data_selector: "$" } }, child],
  };
  try {
    await withConnector(config, (connect) =>
      withTemporaryFolder(async (folder) => {
        await connect().load(`${folder}/t.duckdb`);
        assert.is(server.requests[1]?.path, "/s/1.0/12345678901234567890");
        assert.equal(await rowsOf(`${folder}/t.duckdb`, "SELECT _shops_id, typeof(_shops_id) FROM test.stock"), [
          [1, "DOUBLE"],
        ]);
      }),
    );
  } finally {
    await server.close();
  }
});

for (const [value, problem] of [
  ["..", /segment "\.\."/],
  [".", /segment "\."/],
  ["", /segment ""/],
  ["a/../b", /segment "\.\."/],
  [null, /shops\.id is null/],
  [{ a: 1 }, /shops\.id is an object/],
  [[1], /shops\.id is a list/],
] as const) {
  test(`${JSON.stringify(value)} in a path is refused before anything is sent, and nothing is loaded`, () =>
    withShops(
      [SHOPS, { name: "stock", endpoint: "shops/{resources.shops.id}/stock" }].map((resource) => ({
        ...resource,
        primary_key: [],
      })),
      [{ id: value }],
      () => json([]),
      async (source, server) => {
        const error = await rejection(source.load(":memory:"));
        assert.match(error.message, problem);
        assert.match(error.message, /^stock, of a record of shops: /);
        assert.equal(sent(server), ["GET /shops"]);
      },
    ));
}

test("a field that a record does not have is an error that names it, and inherited names are no fields", () =>
  withShops(
    [
      SHOPS,
      { name: "stock", endpoint: "stock/{resources.shops.code}" },
      { name: "odd", endpoint: "odd/{resources.shops.constructor}/{resources.shops.__proto__}" },
    ],
    [{ id: 5 }],
    () => json([]),
    async (source) => {
      const missing = await rejection(source.load(":memory:", { resources: ["stock"] }));
      assert.is(
        missing.message,
        "stock, of shops (id 5): shops.code is missing in a record, and this request is made of it",
      );
      const inherited = await rejection(source.load(":memory:", { resources: ["odd"] }));
      assert.match(inherited.message, /shops\.constructor is missing/);
    },
  ));

test("hostile names and values of a parent are ordinary data", async () => {
  const shop = JSON.parse('{"id": 1, "__proto__": "p", "constructor": "c", "a\\"b`${x}": "*/"}') as unknown;
  await withShops(
    [
      SHOPS,
      {
        name: "odd",
        include_from_parent: ["__proto__", 'a"b`${x}'],
        endpoint: "odd/{resources.shops.constructor}/{resources.shops.__proto__}",
      },
    ],
    [shop],
    () => json([{ own: 1, __proto__: null }]),
    async (source, server) => {
      const [record] = await source.readAll("odd");
      assert.equal(Object.entries(record as object), [
        ["own", 1],
        ["_shops___proto__", "p"],
        ['_shops_a"b`${x}', "*/"],
      ]);
      assert.is(server.requests[1]?.path, "/odd/c/p");
    },
  );
});

test("text beyond Latin-1 cannot stand in a header, and is not quoted by the error", () =>
  withShops(
    [SHOPS, { name: "stock", endpoint: { path: "stock", headers: { "X-Shop": "{resources.shops.name}" } } }],
    [{ id: 5, name: "日本\r\nX-Evil: 1" }],
    () => json([]),
    async (source, server) => {
      const error = await rejection(source.load(":memory:"));
      assert.is(
        error.message,
        "stock, of shops (id 5): the header X-Shop cannot carry the characters that a record brings",
      );
      assert.is(server.requests.length, 1);
    },
  ));

test("a lost connection in the middle of a child's pages is tried again, for that page alone", async () => {
  let drops = 1;
  await withShops(
    [
      SHOPS,
      {
        name: "stock",
        endpoint: {
          path: "shops/{resources.shops.id}/stock",
          paginator: { type: "page_number", base_page: 1, total_path: "pages" },
          data_selector: "rows",
        },
      },
    ],
    [{ id: 1 }, { id: 2 }],
    ({ path, query }) => {
      if (path === "/shops/2/stock" && query.get("page") === "2" && drops-- > 0) return drop();
      return json({ pages: 2, rows: [{ shop: path, page: query.get("page") }] });
    },
    async (source, server) => {
      const { resources } = await source.load(":memory:");
      assert.equal(
        resources.map(({ resource, requests, retries, records }) => [resource, requests, retries, records]),
        [
          ["shops", 1, 0, 2],
          ["stock", 5, 1, 4],
        ],
      );
      assert.is(sent(server).filter((line) => line === "GET /shops/2/stock?page=2").length, 2);
    },
  );
});

test("a child that the API refuses fails the load, names resource, record and request, and nothing is written", () =>
  withShops(
    [SHOPS, { name: "stock", endpoint: "shops/{resources.shops.id}/stock" }],
    [{ id: 1 }, { id: 2 }],
    ({ path }) => (path === "/shops/2/stock" ? status(404) : json([{ a: 1 }])),
    (source, server) =>
      withTemporaryFolder(async (folder) => {
        const file = `${folder}/t.duckdb`;
        const error = await rejection(source.load(file));
        assert.match(error.message, `stock, of shops (id 2): GET ${server.origin}/shops/2/stock: status 404`);
        assert.equal(await rowsOf(file, "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'test'"), [["0"]]);
      }),
  ));

test("a parent that is not asked for is read, not loaded; one that nobody needs is not read", () =>
  withShops(
    [
      { ...SHOPS, selected: false },
      { name: "stock", endpoint: "shops/{resources.shops.id}/stock" },
      { name: "places", endpoint: "places" },
      { name: "unused", selected: false, endpoint: "unused" },
    ],
    [{ id: 1 }],
    () => json([{ a: 1 }]),
    (source, server) =>
      withTemporaryFolder(async (folder) => {
        const file = `${folder}/t.duckdb`;
        await source.load(file);
        assert.equal(sent(server), ["GET /shops", "GET /places", "GET /shops/1/stock"]);
        const tables =
          "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'test' AND table_name NOT LIKE '\\_dlt%' ESCAPE '\\' ORDER BY 1";
        assert.equal(await rowsOf(file, tables), [["places"], ["stock"]]);
        const { resources } = await source.load(file, { resources: ["stock"] });
        assert.equal(
          resources.map(({ resource, records, rows }) => [resource, records, rows]),
          [
            ["shops", 1, {}],
            ["stock", 1, { stock: 1 }],
          ],
        );
        assert.match(
          (await rejection(source.load(file, { resources: ["shops"] }))).message,
          /no resource "shops" to load/,
        );
      }),
  ));

test("what is to be warned of for each row of a parent is one warning, with a count", async () => {
  const stock = {
    name: "stock",
    endpoint: {
      path: "shops/{resources.shops.id}/stock",
      data_selector: "rows",
      paginator: { type: "offset", limit: 1, total_path: "total" },
    },
  };
  const shops = Array.from({ length: 45 }, (_, index) => ({ id: index + 1 }));
  const warningsOf = async (answer: (shop: number, offset: number) => object, client: object): Promise<unknown> => {
    let warnings: unknown;
    await withShops(
      [SHOPS, stock],
      shops,
      ({ path, query }) => json(answer(Number(path.split("/")[2]), Number(query.get("offset")))),
      async (source) => {
        const { resources } = await source.load(":memory:");
        warnings = resources.find(({ resource }) => resource === "stock")?.warnings;
      },
      client,
    );
    return warnings;
  };
  const many = (_: number, id: number): object => ({ rows: [{ id }], total: 9 });
  assert.equal(await warningsOf(many, { max_pages: 2 }), [
    "stopped after 2 pages, as client.max_pages says (45 times)",
  ]);
  const few = (shop: number, offset: number): object => ({ rows: offset === 0 ? [{ id: 1 }] : [], total: shop + 1 });
  const told = Array.from({ length: 20 }, (_, index) => `the API's total says ${index + 2} records, but 1 were there`);
  assert.equal(await warningsOf(few, {}), [...told, "and 25 more warnings"]);
});

test.run();
