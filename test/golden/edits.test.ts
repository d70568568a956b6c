import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { diffLines } from "diff";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { type EmittedFiles, generate } from "../../generator/generate.js";
import { resolveSource } from "../../generator/model/resolve.js";
import { readConfig } from "../../generator/read/read.js";
import { NO_SIBLINGS } from "../../generator/siblings/siblings.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { committedFiles, connectorFixtures, generateFixture } from "./connectors.js";

interface Resource {
  name: string;
  endpoint?: Record<string, unknown>;
  [key: string]: unknown;
}

interface Config {
  client: Record<string, unknown>;
  resources: Resource[];
}

function config(): Config {
  return {
    client: {
      base_url: "https://api.example.com",
      auth: { type: "bearer", token: { $secret: "token" } },
      paginator: { type: "offset", limit: 100 },
    },
    resources: [
      {
        name: "orders",
        primary_key: "id",
        write_disposition: "merge",
        endpoint: { path: "v1/orders", data_selector: "data" },
      },
      { name: "customers", endpoint: { path: "v1/customers" } },
    ],
  };
}

/** The files of a merge, which only the first resource asks for. */
const MERGE_FILES = ["condition", "delete-insert", "filtered", "flagged", "matching", "outcomes", "repeated"];
const MERGE_GONE = Object.fromEntries(MERGE_FILES.map((file) => [`load/${file}.ts`, "gone"]));

/** An edit, and what a reviewer may see of it: the most lines added and removed in each file; other files stay. */
const EDITS: Readonly<Record<string, readonly [(config: Config) => void, Readonly<Record<string, string>>]>> = {
  "another retry count": [({ client }) => (client["retry"] = { max_retries: 5 }), { "client.ts": "+1 -1" }],
  "another timeout": [({ client }) => (client["timeout"] = 30), { "client.ts": "+1 -1" }],
  "another base URL": [({ client }) => (client["base_url"] = "https://api.example.org"), { "client.ts": "+1 -1" }],
  "a header": [({ client }) => (client["headers"] = { "X-Team": "red" }), { "client.ts": "+1 -0" }],
  "another auth": [
    ({ client }) => (client["auth"] = { type: "api_key", name: "X-Key", api_key: { $secret: "token" } }),
    { "client.ts": "+2 -2", "run.ts": "+1 -1" },
  ],
  "a page size of its own": [editOrders({ paginator: { type: "offset", limit: 50 } }), { "orders.ts": "+2 -2" }],
  "another selector": [editOrders({ data_selector: "result.rows" }), { "orders.ts": "+2 -2" }],
  "a parameter": [editOrders({ params: { status: "open" } }), { "orders.ts": "+1 -0" }],
  "another key": [
    ({ resources }) => Object.assign(resources[0] ?? {}, { primary_key: ["id", "line"] }),
    { "orders.ts": "+3 -1" },
  ],
  "another write disposition": [
    ({ resources }) => Object.assign(resources[1] ?? {}, { write_disposition: "replace" }),
    { "customers.ts": "+1 -1" },
  ],
  "another paginator": [
    ({ client }) => (client["paginator"] = { type: "json_link", next_url_path: "next" }),
    {
      "customers.ts": "+11 -25",
      "orders.ts": "+11 -25",
      ...{ "http/link-guard.ts": "new", "http/next-url.ts": "new" },
      ...{ "http/loop-guard.ts": "gone", "http/paging-values.ts": "gone" },
    },
  ],
  "a column hint": [
    ({ resources }) => Object.assign(resources[1] ?? {}, { columns: { joined_at: { data_type: "timestamp" } } }),
    { "customers.ts": "+1 -0" },
  ],
  "another name of a resource": [
    ({ resources }) => Object.assign(resources[1] ?? {}, { name: "clients" }),
    { "index.ts": "+5 -5", "run.ts": "+1 -1", "customers.ts": "gone", "clients.ts": "new" },
  ],
  "a resource more": [
    ({ resources }) => resources.push({ name: "stock" }),
    { "index.ts": "+8 -2", "run.ts": "+1 -1", "stock.ts": "new" },
  ],
  "a resource less": [
    ({ resources }) => resources.shift(),
    { "index.ts": "+3 -11", "run.ts": "+1 -1", "orders.ts": "gone", ...MERGE_GONE },
  ],
  "another order of the resources": [
    ({ resources }) => resources.reverse(),
    { "index.ts": "+6 -6", "run.ts": "+1 -1" },
  ],
};

function editOrders(endpoint: Readonly<Record<string, unknown>>): (config: Config) => void {
  return ({ resources }) => Object.assign(resources[0]?.endpoint ?? {}, endpoint);
}

async function connectorOf(value: object): Promise<EmittedFiles> {
  const { document } = readConfig("config.json", JSON.stringify(value));
  if (document === undefined) throw new Error("the config cannot be read");
  return generate(resolveSource(document, "shop", "config.json", NO_SIBLINGS).model);
}

/** What differs, by file. */
function changes(before: EmittedFiles, after: EmittedFiles): Record<string, string> {
  const files = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
  return Object.fromEntries(files.map((file) => [file, change(before.get(file), after.get(file))]));
}

function change(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return "new";
  if (after === undefined) return "gone";
  const parts = diffLines(before, after);
  const count = (kind: "added" | "removed"): number =>
    parts.reduce((lines, part) => lines + (part[kind] === true ? (part.count ?? 0) : 0), 0);
  return `+${count("added")} -${count("removed")}`;
}

/** Whether a change has no more lines than allowed. */
function isWithin(change: string, allowed: string | undefined): boolean {
  const [added = Infinity, removed = Infinity] = numbersOf(change);
  const [mostAdded = -1, mostRemoved = -1] = numbersOf(allowed ?? "");
  return change === allowed || (added <= mostAdded && removed <= mostRemoved);
}

function numbersOf(change: string): number[] {
  return [...change.matchAll(/\d+/g)].map(Number);
}

const test = suite("what a reviewer sees");

for (const [name, [edit, allowed]] of Object.entries(EDITS)) {
  test(`${name} is seen as that edit, and nothing else changes`, async () => {
    const edited = config();
    edit(edited);
    const found = changes(await connectorOf(config()), await connectorOf(edited));
    assert.equal(Object.keys(found).sort(), Object.keys(allowed).sort());
    for (const [file, change] of Object.entries(found)) assert.ok(isWithin(change, allowed[file]), `${file} ${change}`);
  });
}

test("a field more in a schema is a line of the record, of its check and of its table", async () => {
  const [before, edited] = [config(), config()];
  const properties = { id: { type: "integer" }, name: { type: "string" } };
  Object.assign(before.resources[1] ?? {}, { schema: { type: "object", properties } });
  const more = { ...properties, state: { type: "string" } };
  Object.assign(edited.resources[1] ?? {}, { schema: { type: "object", properties: more } });
  assert.equal(changes(await connectorOf(before), await connectorOf(edited)), { "customers.ts": "+3 -0" });
});

/** The keys of an object in another order; below these their order is that of what is sent. */
function shuffled(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item));
  if (typeof value !== "object" || value === null || /^(params|json|data|headers|columns)$/.test(key)) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, shuffled(item, name)] as const);
  // The fields of a record stand in the order of the schema.
  return Object.fromEntries(key === "properties" ? entries : entries.reverse());
}

test("keys in another order that mean the same give the same bytes", async () => {
  const before = config();
  before.client["retry"] = { max_retries: 1, initial_delay: 2, status_codes: [500] };
  assert.not.equal(JSON.stringify(shuffled(before)), JSON.stringify(before));
  assert.equal(changes(await connectorOf(before), await connectorOf(shuffled(before) as object)), {});
});

for (const fixture of connectorFixtures().filter(({ name }) => ["openapi", "record-schemas"].includes(name))) {
  test(`so do they in the schemas and the OpenAPI document of ${fixture.name}`, async () => {
    await withTemporaryFolder(async (folder) => {
      for (const file of readdirSync(dirname(fixture.config))) {
        const value: unknown = parse(readFileSync(join(dirname(fixture.config), file), "utf8"));
        const other = JSON.stringify(shuffled(value));
        assert.not.equal(other, JSON.stringify(value));
        // JSON is YAML.
        writeFileSync(join(folder, file), other);
      }
      const files = await generateFixture({ ...fixture, config: join(folder, basename(fixture.config)) });
      assert.equal(changes(committedFiles(fixture.name), files), {});
    });
  });
}

test.run();
