import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection, withConnector } from "../support/connector.js";
import { json } from "../support/faulty-replies.js";
import { startFaultyServer } from "../support/faulty-server.js";
import { CURSOR, withRows } from "./support.js";

const test = suite("values of the cursor in requests");

test("a placeholder of the cursor may have a format, and stand in the name of a parameter", () =>
  withRows(
    { cursor_path: "at", initial_value: "2024-01-01T00:00:00Z" },
    async (setting) => {
      setting.serve = () => json([{ n: 1, at: "2024-02-03T04:05:06Z" }]);
      await setting.load();
      await setting.load();
      assert.equal(setting.asked(), ["/rows?2024=x&since=2024-01-01", "/rows?2024=x&since=2024-02-03"]);
    },
    {
      endpoint: {
        params: { "{incremental.initial_value:.4}": "x", since: "{incremental.start_value:.10}" },
      },
    },
  ));

test("a cursor without value has no format", () =>
  withRows(
    { cursor_path: "at" },
    async (setting) => {
      const { message } = await rejection(setting.load());
      assert.match(message, "{incremental.start_value} stands in the request, but there is no value yet");
      assert.equal(setting.asked(), []);
    },
    { endpoint: { params: { since: "{incremental.start_value:.10}" } } },
  ));

test("values in a path are encoded", async () => {
  const cursor = { cursor_path: "at", initial_value: "a b?c" };
  await withRows(
    cursor,
    async (api) => {
      await api.load();
      assert.equal(api.asked(), ["/since/a%20b%3Fc/rows"]);
    },
    { endpoint: { path: "since/{incremental.start_value}/rows" } },
  );
});

test("a value that would climb out of its path is refused", async () => {
  await withRows(
    { cursor_path: "at", initial_value: ".." },
    async (api) => assert.match((await rejection(api.load())).message, 'with a segment ".."'),
    { endpoint: { path: "since/{incremental.start_value}/rows" } },
  );
});

test("a placeholder without value is an error, where dlt sends None; a parameter of its own is left out", async () => {
  await withRows(
    { cursor_path: "at", start_param: "since" },
    async (api) => {
      assert.match((await rejection(api.load())).message, "{incremental.start_value}");
    },
    { endpoint: { path: "rows", params: { q: "at>{incremental.start_value}" } } },
  );
  await withRows({ cursor_path: "at", start_param: "since" }, async (api) => {
    await api.load();
    assert.equal(api.asked(), ["/rows"]);
  });
});

test("convert writes every value of the cursor that a request carries", async () => {
  const files = { "cursors.ts": "export const days = (at: string) => Date.parse(at) / 86400000;" };
  const endpoint = { path: "rows/{incremental.initial_value}", params: { q: "at>={incremental.start_value}" } };
  await withRows(
    { ...CURSOR, initial_value: "1970-01-02", convert: "./cursors.ts#days" },
    async (api) => {
      api.serve = () => json([{ at: "1970-01-03", n: 1 }]);
      await api.load();
      api.serve = () => json([{ at: "no day", n: 2 }]);
      await api.load();
      assert.equal(api.asked(), ["/rows/1?q=at%3E%3D1&since=1", "/rows/1?q=at%3E%3D2&since=2"]);
      assert.is((await rejection(api.load())).message, 'convert made of the text "no day" neither a text nor a number');
    },
    { endpoint },
    files,
  );
});

test("a start_param stays out of the requests of others that have the params of the defaults, where dlt sends it too", async () => {
  const server = await startFaultyServer(() => json([{ at: 3 }]));
  const incremental = { cursor_path: "at", initial_value: 2, start_param: "since" };
  const config = {
    client: { base_url: server.origin, paginator: "single_page" },
    resource_defaults: { endpoint: { params: { lang: "en" } } },
    resources: [{ name: "a", endpoint: { path: "a", incremental } }, "b"],
  };
  try {
    await withConnector(config, async (connect) => void (await connect().load(":memory:")));
    const asked = server.requests.map(({ path, query }) => `${path}?${query}`);
    assert.equal(asked.toSorted(), ["/a?lang=en&since=2", "/b?lang=en"]);
  } finally {
    await server.close();
  }
});

test.run();
