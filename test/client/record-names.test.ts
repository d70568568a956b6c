import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection, type TestConnector, withConnector } from "../support/connector.js";
import { json } from "../support/faulty-replies.js";
import { type FaultyServer, startFaultyServer } from "../support/faulty-server.js";
import { SHOPS, withShops } from "./shops.js";

const KEY = "{resources.shops.key}";
const KEYED_SHOPS = [
  { key: "day", more: {} },
  { key: "other", more: { z: 1 } },
];

/** An API with these shops; its other pages end at the cursor `c1`, and at the third number. */
async function withChild(
  endpoint: object,
  use: (source: TestConnector, server: FaultyServer) => Promise<void>,
  shops: readonly object[] = KEYED_SHOPS,
): Promise<void> {
  const server = await startFaultyServer(({ path, body, query }, index) => {
    const next = `${query}${body}`.includes("c1") ? null : "c1";
    return path === "/shops" ? json({ rows: shops }) : json({ rows: [{ index }], next });
  });
  const resources = [
    { name: "shops", endpoint: "shops" },
    { name: "child", endpoint: { path: "child", ...endpoint } },
  ];
  const config = {
    client: { base_url: server.origin, paginator: "single_page" },
    resource_defaults: { endpoint: { data_selector: "rows" } },
    resources,
  };
  try {
    await withConnector(config, (connect) => use(connect(), server));
  } finally {
    await server.close();
  }
}

function sentTo({ requests }: FaultyServer): readonly string[] {
  return requests
    .filter(({ path }) => path === "/child")
    .map(({ query, body, headers }) => {
      return headers["content-type"] === "application/json" ? body.replaceAll('"', "") : `${query}${body}`;
    });
}

const test = suite("names that records bring");

for (const [params, sent] of [
  [{ [KEY]: "z", day: null, n: 1 }, ["n=1", "other=z&n=1"]],
  [{ day: null, n: 1, [KEY]: "z" }, ["day=z&n=1", "n=1&other=z"]],
  [{ [KEY]: "z", n: 1, day: [] }, ["n=1", "other=z&n=1"]],
  [{ [KEY]: "z", n: 1, day: [null, "q"] }, ["day=q&n=1", "other=z&n=1&day=q"]],
  [{ day: "y", [KEY]: null, n: 1 }, ["n=1", "day=y&n=1"]],
  [{ [KEY]: null, n: null }, ["", ""]],
] as const) {
  test(`as in dlt, ${JSON.stringify(params)} sends ${sent.join(" and ")}`, async () => {
    for (const endpoint of [{ params }, { method: "POST", data: params }]) {
      await withChild(endpoint, async (source, server) => {
        await source.readAll("child");
        assert.equal(sentTo(server), sent);
      });
    }
  });
}

test("without a value a parameter keeps no cursor of its name from being sent", async () => {
  const paginator = { type: "cursor", cursor_path: "next", cursor_param: "day" };
  await withChild({ params: { n: 1, day: "first", [KEY]: null }, paginator }, async (source, server) => {
    await source.readAll("child");
    assert.equal(sentTo(server), ["n=1", "n=1&day=c1", "n=1&day=first", "n=1&day=c1"]);
  });
});

const PAGES = { type: "page_number", base_page: 1, total_path: null, maximum_page: 3 };
const CURSOR = { type: "cursor", cursor_path: "next" };
const OFFSET = { type: "offset", limit: 2, total_path: null, maximum_offset: 4 };

for (const [name, body, paginator, sent] of [
  [
    "a number",
    { [KEY]: 5, x: 1 },
    { ...PAGES, page_body_path: "day" },
    ["{day:1,x:1}", "{day:2,x:1}", "{other:5,x:1,day:1}", "{other:5,x:1,day:2}"],
  ],
  [
    "a cursor, which is not there at first,",
    { x: 1, [KEY]: 5 },
    { ...CURSOR, cursor_body_path: "day" },
    ["{x:1,day:5}", "{x:1,day:c1}", "{x:1,other:5}", "{x:1,other:5,day:c1}"],
  ],
  [
    "a cursor further down",
    { f: { [KEY]: { size: 3 } } },
    { ...CURSOR, cursor_body_path: "f.day.at" },
    ["{f:{day:{size:3}}}", "{f:{day:{size:3,at:c1}}}", "{f:{other:{size:3}}}", "{f:{other:{size:3},day:{at:c1}}}"],
  ],
  [
    "an offset and a limit",
    { [KEY]: { off: 9 } },
    { ...OFFSET, offset_body_path: "day.off", limit_body_path: "day.lim" },
    [
      "{day:{off:0,lim:2}}",
      "{day:{off:2,lim:2}}",
      "{other:{off:9},day:{off:0,lim:2}}",
      "{other:{off:9},day:{off:2,lim:2}}",
    ],
  ],
  [
    "a number in an object that a name of a record replaces",
    { day: { a: 1 }, [KEY]: { size: 3 } },
    { ...PAGES, page_body_path: "day.p" },
    ["{day:{size:3,p:1}}", "{day:{size:3,p:2}}", "{day:{a:1,p:1},other:{size:3}}", "{day:{a:1,p:2},other:{size:3}}"],
  ],
  [
    "a number in an object of a record",
    { day: "{resources.shops.more}" },
    { ...PAGES, page_body_path: "day.p.q" },
    ["{day:{p:{q:1}}}", "{day:{p:{q:2}}}", "{day:{z:1,p:{q:1}}}", "{day:{z:1,p:{q:2}}}"],
  ],
] as const) {
  test(`${name} is put into the body that a record makes`, async () => {
    await withChild({ method: "POST", json: body, paginator }, async (source, server) => {
      await source.readAll("child");
      assert.equal(sentTo(server), sent);
      // dlt puts the paginator's values into the parent's record as well, and loads them with it
      assert.equal(await source.readAll("shops"), KEYED_SHOPS);
    });
  });
}

test("what is no object in a record cannot hold the paginator's values", async () => {
  const endpoint = { method: "POST", json: { at: { day: "{resources.shops.more}" } } };
  for (const more of [7, null, "x", [1], 1.5]) {
    await withChild(
      { ...endpoint, paginator: { ...PAGES, page_body_path: "at.day.p" } },
      async (source, server) => {
        const { message } = await rejection(source.readAll("child"));
        assert.match(message, /the paginator's values belong under "day" of json, where a record brought no object/);
        assert.equal(sentTo(server), []);
      },
      [{ more }],
    );
  }
});

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

test.run();
