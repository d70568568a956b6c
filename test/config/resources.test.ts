import { suite } from "uvu";
import * as assert from "uvu/assert";
import { effectiveResources, type EffectiveResource } from "../../generator/config/resources.js";
import { entryOf, valueOf, type ConfigDocument } from "../../generator/read/document.js";
import { readConfig } from "../../generator/read/read.js";
import { plainValue } from "./plain-value.js";

const test = suite("effective resources");

function documentOf(config: unknown): ConfigDocument {
  const { document } = readConfig("config.json", JSON.stringify(config));
  if (document === undefined) throw new Error("the config cannot be read");
  return document;
}

function merged(resource_defaults: unknown, ...resources: readonly unknown[]): readonly unknown[] {
  const document = documentOf({ client: {}, resource_defaults, resources });
  return effectiveResources(document).map(({ node }) => plainValue(node));
}

test("a text is name and path, a text endpoint is a path, an absent path is the name", () => {
  assert.equal(
    merged(null, "a", { name: "b", endpoint: "x" }, { name: "c" }, { name: "d", endpoint: { method: "GET" } }),
    [
      { name: "a", endpoint: { path: "a" } },
      { name: "b", endpoint: { path: "x" } },
      { name: "c", endpoint: { path: "c" } },
      { name: "d", endpoint: { method: "GET", path: "d" } },
    ],
  );
});

test("defaults are merged into the resource, and a resource's own keys win, null included", () => {
  const [resource] = merged(
    { primary_key: "id", selected: false, table_name: "t" },
    { name: "a", primary_key: null, table_name: "u" },
  );
  assert.equal(resource, { primary_key: null, selected: false, table_name: "u", name: "a", endpoint: { path: "a" } });
});

test("endpoints are merged by key, params and json once more, everything else is replaced as a whole", () => {
  const defaults = {
    endpoint: {
      path: "never",
      params: { a: 1, b: { deep: 1 } },
      json: { c: 1, d: [1] },
      headers: { H: "1" },
      paginator: { type: "offset", limit: 5 },
      data_selector: "x",
    },
  };
  const own = {
    params: { b: { other: 2 }, e: 3 },
    json: { d: [2] },
    headers: { I: "2" },
    paginator: "single_page",
    data_selector: null,
  };
  const [resource] = merged(defaults, { name: "a", endpoint: own });
  assert.equal(resource, {
    endpoint: {
      path: "a",
      params: { a: 1, b: { other: 2 }, e: 3 },
      json: { c: 1, d: [2] },
      headers: { I: "2" },
      paginator: "single_page",
      data_selector: null,
    },
    name: "a",
  });
});

test("params keep dlt's order: defaults first, and what replaces one takes its place", () => {
  const [resource] = effectiveResources(
    documentOf({
      resource_defaults: { endpoint: { params: { per_page: 5, lang: "en" } } },
      resources: [{ name: "a", endpoint: { params: { since: "2024", lang: "fr" } } }],
    }),
  );
  const params = valueOf(valueOf(resource?.node, "endpoint"), "params");
  assert.equal(params?.kind === "map" && params.entries.map(({ key }) => key), ["per_page", "lang", "since"]);
});

test("columns are merged by column and by hint, whichever form they have", () => {
  const defaults = {
    columns: { created: { data_type: "timestamp", nullable: false }, total: { data_type: "double" } },
  };
  const columns = [
    { name: "created", data_type: "date" },
    { name: "extra", data_type: "text" },
  ];
  const [resource] = merged(defaults, { name: "a", columns });
  assert.equal((resource as { columns: unknown }).columns, {
    created: { data_type: "date", nullable: false, name: "created" },
    total: { data_type: "double" },
    extra: { name: "extra", data_type: "text" },
  });
  const [replaced] = merged(defaults, { name: "a", columns: {} });
  assert.equal((replaced as { columns: unknown }).columns, {});
});

test("entries keep the place they are written at, and resources their place in the list", () => {
  const text =
    '{"resource_defaults": {"endpoint": {"params": {"a": 1}}}, "resources": [5, "x", {"name": "b"}, {"x": 1}]}';
  const { document } = readConfig("config.json", text);
  if (document === undefined) throw new Error("the config cannot be read");
  const resources = effectiveResources(document);
  assert.equal(
    resources.map(({ name, path }) => [name, path]),
    [
      ["x", "resources[1]"],
      ["b", "resources[2]"],
    ],
  );
  const [first, second] = resources;
  assert.is(text.slice(second?.nameSpan.start, second?.nameSpan.end), '"b"');
  const inherited = entryOf(valueOf(valueOf(first?.node, "endpoint"), "params"), "a");
  assert.is(text.slice(inherited?.keySpan.start), text.slice(text.indexOf('"a"')));
});

test("a config that is wrong in every part has no resources, and never fails", () => {
  for (const config of [
    1,
    null,
    [],
    {},
    { resources: 5 },
    { resource_defaults: 5, resources: [null, 1, [], {}, { name: 5 }] },
  ]) {
    assert.equal(effectiveResources(documentOf(config)), []);
  }
  const odd: readonly EffectiveResource[] = effectiveResources(
    documentOf({
      resource_defaults: { endpoint: "x", columns: 5 },
      resources: [{ name: "a", endpoint: 5, columns: [5] }],
    }),
  );
  assert.equal(plainValue(odd[0]?.node), { endpoint: { path: "a" }, columns: [5], name: "a" });
});

test.run();
