import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection, withConnector } from "../support/connector.js";
import { json } from "../support/faulty-replies.js";
import { startFaultyServer } from "../support/faulty-server.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

import { rowsOf, sent, SHOPS, withShops } from "./shops.js";

const test = suite("values of parents in requests");

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

test.run();
