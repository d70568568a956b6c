import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection } from "../support/connector.js";
import { drop, json, status } from "../support/faulty-replies.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

import { rowsOf, sent, SHOPS, withShops } from "./shops.js";

const test = suite("parents");

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
