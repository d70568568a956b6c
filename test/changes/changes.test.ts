import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compareData } from "../../generator/changes/compare.js";
import type { TypeShape } from "../../generator/changes/data-shape.js";
import { readShape } from "../../generator/changes/read-shape.js";
import { renderChanges } from "../../generator/changes/render-changes.js";
import { type EmittedFiles, generate } from "../../generator/generate.js";
import { resolveSource } from "../../generator/model/resolve.js";
import { readConfig } from "../../generator/read/read.js";
import { NO_SIBLINGS } from "../../generator/siblings/siblings.js";
import { committedFiles, connectorFixtures } from "../golden/connectors.js";

type Json = Record<string, unknown>;

/** A config of one resource with this schema of a record, and more of the resource. */
function typed(properties: Json, more: Json = {}, schema: Json = {}): readonly Json[] {
  return [{ name: "orders", schema: { type: "object", properties, ...schema }, ...more }];
}

const TEXT = { type: "string" };
const NUMBER = { type: "number" };
const LINES = { type: "array", items: { type: "object", properties: { sku: TEXT } } };
const TREE = {
  properties: { root: { $ref: "#/$defs/node" } },
  $defs: {
    node: { type: "object", properties: { label: TEXT, below: { type: "array", items: { $ref: "#/$defs/node" } } } },
  },
};

/** Before, after, and the lines between the summary of files and the number of changes. */
const CASES: Readonly<Record<string, readonly [readonly unknown[], readonly unknown[], readonly string[]]>> = {
  "a resource that came, and one that went": [
    ["orders", "customers"],
    ["orders", "stock"],
    ["customers: resource is gone (breaking for types and tables)", "stock: new resource"],
  ],
  "a resource that is only read from now on": [
    ["orders", "customers"],
    ["orders", { name: "customers", selected: false }],
    ["customers: load: loaded becomes only read (breaking for types and tables)"],
  ],
  "a field that came, and one that went": [
    typed({ id: TEXT, total: NUMBER }),
    typed({ id: TEXT, note: TEXT }),
    [
      "orders: field total is gone, was number, optional (breaking for types)",
      "orders: new field note: string, optional",
      "orders: column orders.total is not declared any more, was double (breaking for tables)",
      "orders: new column orders.note: text",
    ],
  ],
  "another type of a field": [
    typed({ total: NUMBER }),
    typed({ total: TEXT }),
    [
      "orders: field total: number becomes string (breaking for types)",
      "orders: column orders.total: double becomes text (breaking for tables)",
    ],
  ],
  "a type that became narrower, which breaks no code": [
    typed({ status: TEXT, total: { type: ["number", "null"] } }),
    typed({ status: { enum: ["open", "paid"] }, total: NUMBER }),
    ['orders: field status: string becomes "open" | "paid"', "orders: field total: number | null becomes number"],
  ],
  "one more value of an enumeration": [
    typed({ status: { enum: ["open"] } }),
    typed({ status: { enum: ["open", "paid"] } }),
    ['orders: field status: "open" becomes "open" | "paid" (breaking for types)'],
  ],
  "a field that may be null now": [
    typed({ total: NUMBER }),
    typed({ total: { type: ["number", "null"] } }),
    ["orders: field total: number becomes number | null (breaking for types)"],
  ],
  "a field that may be missing now": [
    typed({ id: TEXT }, {}, { required: ["id"] }),
    typed({ id: TEXT }),
    ["orders: field id: required becomes optional (breaking for types)"],
  ],
  "a format, which only the table knows": [
    typed({ at: TEXT }),
    typed({ at: { type: "string", format: "date-time" } }),
    ["orders: column orders.at: text becomes timestamp (breaking for tables)"],
  ],
  "fields inside of lists, by their path": [
    typed({ lines: LINES }),
    typed({ lines: { type: ["array", "null"], items: { type: "object", properties: { sku: NUMBER } } } }),
    [
      "orders: field lines[].sku: string becomes number (breaking for types)",
      "orders: field lines: OrdersLinesItem[] becomes OrdersLinesItem[] | null (breaking for types)",
      "orders: column orders__lines.sku: text becomes double (breaking for tables)",
    ],
  ],
  "types that hold themselves, once": [
    typed(TREE.properties, {}, { $defs: TREE.$defs }),
    typed(
      TREE.properties,
      {},
      {
        $defs: { node: { ...TREE.$defs.node, properties: { ...TREE.$defs.node.properties, label: NUMBER } } },
      },
    ),
    [
      "orders: field root.label: string becomes number (breaking for types)",
      "orders: column orders.root__label: text becomes double (breaking for tables)",
    ],
  ],
  "a definition of another name, which is an exported type": [
    typed(
      { home: { $ref: "#/$defs/address" } },
      {},
      { $defs: { address: { type: "object", properties: { city: TEXT } } } },
    ),
    typed(
      { home: { $ref: "#/$defs/place" } },
      {},
      { $defs: { place: { type: "object", properties: { city: TEXT } } } },
    ),
    ["orders: type OrdersAddress is gone (breaking for types)"],
  ],
  "a record that became one of several": [
    typed({ id: TEXT }),
    [
      {
        name: "orders",
        schema: {
          oneOf: [
            { type: "object", properties: { id: TEXT } },
            { type: "object", properties: { id: TEXT, code: TEXT } },
          ],
        },
      },
    ],
    ["orders: record: Orders becomes OrdersVariant | OrdersVariant2", "orders: new column orders.code: text"],
  ],
  "a schema where there was none": [
    [{ name: "orders", primary_key: "id" }],
    typed({ id: TEXT, home: { type: "object", properties: { city: TEXT } } }, { primary_key: "id" }),
    [
      "orders: field id: required becomes optional (breaking for types)",
      "orders: field id: string | number | bigint becomes string",
      "orders: new field home: OrdersHome, optional (breaking for types)",
      "orders: field * is gone, was JsonValue (breaking for types)",
      "orders: new column orders.id: text",
      "orders: new column orders.home__city: text",
    ],
  ],
  "keys and write disposition": [
    [{ name: "orders", primary_key: "id" }],
    [{ name: "orders", primary_key: ["id", "line"], write_disposition: { disposition: "merge", strategy: "upsert" } }],
    [
      "orders: new field line: string | number | bigint",
      "orders: write disposition: append becomes merge (upsert) (breaking for tables)",
      "orders: primary key: id becomes id, line (breaking for tables)",
    ],
  ],
  "another table, of which no column is told about": [
    typed({ lines: LINES }),
    typed({ lines: LINES }, { table_name: "sales" }),
    ["orders: table: orders becomes sales (breaking for tables)"],
  ],
  "hints and contract": [
    [{ name: "orders", columns: { total: { data_type: "decimal", precision: 10 }, note: { data_type: "text" } } }],
    [
      {
        name: "orders",
        columns: { total: { data_type: "decimal", precision: 12 }, note: { data_type: "text", nullable: false } },
        schema_contract: { columns: "freeze" },
        max_table_nesting: 1,
      },
    ],
    [
      'orders: schema contract: none becomes { columns: "freeze" } (breaking for tables)',
      "orders: levels of nesting: 1_000 becomes 1 (breaking for tables)",
      "orders: column orders.total: precision: 10 becomes precision: 12 (breaking for tables)",
      "orders: column orders.note: nullable: default becomes false (breaking for tables)",
    ],
  ],
  "descriptions, pages and retries, which are no data": [
    typed({ id: { ...TEXT, description: "Its number." } }),
    typed({ id: { ...TEXT, description: "Its id." } }, { endpoint: { paginator: { type: "offset", limit: 5 } } }),
    [],
  ],
};

async function connectorOf(resources: readonly unknown[]): Promise<EmittedFiles> {
  const value = { client: { base_url: "https://api.example.com", paginator: "single_page" }, resources };
  const { document } = readConfig("shop.json", JSON.stringify(value));
  if (document === undefined) throw new Error("the config cannot be read");
  return generate(resolveSource(document, "shop", "shop.json", NO_SIBLINGS).model);
}

/** The lines of the report, without the last one. */
async function linesOf(before: readonly unknown[], after: readonly unknown[]): Promise<readonly string[]> {
  const report = renderChanges(await compareData(await connectorOf(before), await connectorOf(after)));
  return report
    .split("\n")
    .slice(0, -2)
    .map((line) => line.trim());
}

const test = suite("what changed in the data");

for (const [name, [before, after, expected]] of Object.entries(CASES)) {
  test(`it tells of ${name}`, async () => assert.equal(await linesOf(before, after), expected));
}

test("a field whose name is no word stands in quotes, and reaches no terminal as it is", async () => {
  const [line] = await linesOf(typed({ id: TEXT }), typed({ id: TEXT, "a.b\u001b[2J": TEXT }));
  assert.is(line, String.raw`orders: new field "a.b\u001b[2J": string, optional`);
});

test("of many changes of one kind the first are told, and how many there are", async () => {
  const fields = (count: number) => {
    return Object.fromEntries(Array.from({ length: count }, (_, at) => [`field_${at}`, TEXT]));
  };
  const lines = await linesOf(typed({ id: TEXT }), typed({ id: TEXT, ...fields(40) }));
  const added = lines.filter((line) => line.includes("new field"));
  assert.is(added.length, 30);
  assert.is(lines[30], "orders: and 10 more of this kind: --json lists all");
  assert.ok(
    (await linesOf(typed({ id: TEXT }), typed({ id: TEXT, ...fields(31) }))).every((line) => !/more/.test(line)),
  );
});

test("of a file that does not parse, nothing is known", async () => {
  const files = await connectorOf(["orders", "customers"]);
  const broken = new Map([...files, ["orders.ts", `<<<<<<< HEAD\n${files.get("orders.ts")}`]]);
  const changes = await compareData(broken, files);
  assert.equal(changes, [{ kind: "unknown", resource: "orders", path: "orders.ts", breaks: [] }]);
});

test("every committed connector can be read: its resources, and each type of theirs", async () => {
  for (const { name } of connectorFixtures()) {
    const files = committedFiles(name);
    const { shape, unreadable } = await readShape(files);
    assert.equal([...unreadable], []);
    const plans = [...files.values()].filter((text) => text.includes("Plan: LoadPlan = {"));
    assert.is(shape.resources.size, plans.length, name);
    for (const { row, types } of shape.resources.values()) {
      assert.ok(row.kind === "named", name);
      for (const [typeName, type] of types)
        if (name !== "processing-steps") assert.ok(isKnown(type), `${name} ${typeName}`);
    }
  }
});

function isKnown(type: TypeShape): boolean {
  return !JSON.stringify(type, (_, value: unknown) => (value instanceof Map ? [...value] : value)).includes('"other"');
}

test.run();
