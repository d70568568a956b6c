import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withConnector } from "../support/connector.js";
import { json } from "../support/faulty-replies.js";
import { startFaultyServer } from "../support/faulty-server.js";

const test = suite("partitions");

/** What is sent to read all records of `orders`, and how many there are. */
async function read(
  endpoint: object,
  pages = 1,
): Promise<{ readonly sent: readonly string[]; readonly records: number }> {
  const server = await startFaultyServer(({ path, query }) => {
    if (path === "/shops") return json([{ id: "a" }, { id: "b" }]);
    return json(Number(query.get("page") ?? 1) > pages ? [] : [{ id: `${path}?${query}` }]);
  });
  const config = {
    client: { base_url: server.origin, paginator: "single_page" },
    resources: [
      { name: "shops", endpoint: "shops" },
      { name: "orders", primary_key: "id", endpoint },
    ],
  };
  let records = 0;
  try {
    await withConnector(config, async (connect) => {
      const { resources } = await connect().load(":memory:", { resources: ["orders"] });
      records = resources.find(({ resource }) => resource === "orders")?.records ?? 0;
    });
  } finally {
    await server.close();
  }
  const sent = server.requests.map(({ path, query }) => (query.size === 0 ? path : `${path}?${query}`));
  return { sent: sent.filter((line) => line !== "/shops"), records };
}

test("an endpoint is run once for each value of a list param, with pages of its own", async () => {
  const paginator = { type: "page_number", base_page: 1, total_path: null };
  const region = { type: "list", values: ["eu", "us/2", 3, true] };
  const { sent, records } = await read({ path: "orders", params: { region, open: true }, paginator });
  assert.is(records, 4);
  assert.equal(sent, [
    ...["/orders?region=eu&open=true&page=1", "/orders?region=eu&open=true&page=2"],
    ...["/orders?region=us%2F2&open=true&page=1", "/orders?region=us%2F2&open=true&page=2"],
    ...["/orders?region=3&open=true&page=1", "/orders?region=3&open=true&page=2"],
    ...["/orders?region=true&open=true&page=1", "/orders?region=true&open=true&page=2"],
  ]);
});

test("several list params are combined, and one may stand in the path", async () => {
  const params = { region: { type: "list", values: ["eu", "u s"] }, kind: { type: "list", values: ["new", "old"] } };
  const { sent } = await read({ path: "{region}/orders", params });
  assert.equal(sent, [
    "/eu/orders?kind=new",
    "/eu/orders?kind=old",
    "/u%20s/orders?kind=new",
    "/u%20s/orders?kind=old",
  ]);
});

test("a child is run for each record of its parent and each value", async () => {
  const params = { __proto__: null, region: { type: "list", values: ["eu", "us"] } };
  const { sent } = await read({ path: "shops/{resources.shops.id}/orders", params });
  assert.equal(sent, [
    ...["/shops/a/orders?region=eu", "/shops/a/orders?region=us"],
    ...["/shops/b/orders?region=eu", "/shops/b/orders?region=us"],
  ]);
});

test.run();
