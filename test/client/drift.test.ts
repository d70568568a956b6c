import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { formatSummary } from "../../templates/command/report.js";
import type { Misfit } from "../../templates/http/usage.js";
import type { ResourceSummary } from "../../templates/load/load-into.js";
import { withApi } from "../support/api.js";
import { rejection, type TestConnector } from "../support/connector.js";
import { json } from "../support/faulty-replies.js";

const test = suite("drift");

async function withMemory(use: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await use(connection);
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
}

async function rows(connection: DuckDBConnection, query: string): Promise<unknown[][]> {
  const reader = await connection.runAndReadAll(query);
  return reader.getRowsJson();
}

const SCHEMA = {
  type: "object",
  required: ["id", "state"],
  properties: {
    id: { type: "integer" },
    state: { enum: ["open", "paid"] },
    customer: { type: "object", properties: { name: { type: "string" } } },
    total: { type: "number" },
    lines: { type: "array", items: { type: "object", required: ["sku"], properties: { sku: { type: "string" } } } },
    constructor: { type: "string" },
  },
};

/** What a load reports as drift, given the records of the API. */
async function driftOf(records: readonly object[], schema: object = SCHEMA): Promise<readonly object[]> {
  let drift: readonly object[] = [];
  await withApi(
    {},
    () => json({ data: records }),
    async (source) => {
      const { resources } = await source.load(":memory:");
      drift = resources[0]?.drift ?? [];
    },
    { resource: { schema } },
  );
  return drift;
}

test("records that fit are no drift, nor are fields that the schema does not know", async () => {
  const fitting = { id: 1, state: "open", customer: { name: "A" }, lines: [{ sku: "x" }], more: [1] };
  assert.equal(await driftOf([fitting, { id: 2, state: "paid" }]), []);
});

test("what does not fit is loaded, counted by field, and shown where it was first", async () => {
  const records: readonly object[] = [
    { id: 1, state: "open" },
    { id: "2", state: "lost", customer: { name: null }, lines: [{ sku: "x" }, {}] },
    { id: null, state: "lost", customer: 5, lines: "none", constructor: 1 },
  ];
  assert.equal(await driftOf(records), [
    { path: "id", expected: "integer", found: 'the text "2"', record: 2, example: "id", contract: "evolve", count: 2 },
    {
      path: "state",
      expected: '"open" or "paid"',
      found: 'the text "lost"',
      record: 2,
      example: "state",
      contract: "evolve",
      count: 2,
    },
    {
      path: "customer.name",
      expected: "text",
      found: "null",
      record: 2,
      example: "customer.name",
      contract: "evolve",
      count: 1,
    },
    {
      path: "lines[].sku",
      expected: "text",
      found: "nothing",
      record: 2,
      example: "lines[1].sku",
      contract: "evolve",
      count: 1,
    },
    {
      path: "customer",
      expected: "object",
      found: "the number 5",
      record: 3,
      example: "customer",
      contract: "evolve",
      count: 1,
    },
    {
      path: "lines",
      expected: "list",
      found: 'the text "none"',
      record: 3,
      example: "lines",
      contract: "evolve",
      count: 1,
    },
    {
      path: "constructor",
      expected: "text",
      found: "the number 1",
      record: 3,
      example: "constructor",
      contract: "evolve",
      count: 1,
    },
  ]);
});

test("of several kinds of records the field that tells them apart decides which one is meant", async () => {
  const kind = (name: string, field: string) => {
    return {
      type: "object",
      required: ["kind", field],
      properties: { kind: { const: name }, [field]: { type: "number" } },
    };
  };
  const schema = { oneOf: [kind("paid", "amount"), kind("sent", "weight")] };
  const records = [{ kind: "paid", amount: 1 }, { kind: "sent", amount: 1 }, { kind: "lost" }];
  assert.equal(
    (await driftOf(records, schema)).map((misfit) => "path" in misfit && misfit.path),
    ["weight", "kind"],
  );
});

/** A record that fits, one that does not at its top, and one that does not in a list. */
const RECORDS = [
  { id: 1, state: "open", lines: [{ sku: "x", price: 1.5 }], total: 1.0 },
  { id: 2, state: null, lines: [{ sku: "y" }], total: 2.0 },
  { id: 3, state: "paid", lines: [{ sku: "z" }, { sku: 7, price: 2.5 }, { price: 3.0 }], total: 3.0, weight: 2 },
];

interface Outcome {
  readonly records: readonly unknown[];
  readonly drift: readonly Misfit[];
  readonly summary: ResourceSummary | undefined;
  /** The rows of the table, the type of a column without a declared type, the rows of the child table. */
  readonly tables: readonly unknown[][];
}

/** What the typed reader and a load make of `RECORDS` under a contract. */
async function under(contract: unknown, resource: object = {}): Promise<Outcome> {
  const drift: Misfit[] = [];
  let outcome: Outcome | undefined;
  const body = JSON.stringify({ data: RECORDS }).replace('"weight":2', '"weight":2.0');
  const script = () => ({ kind: "answer", status: 200, headers: {}, body: Buffer.from(body), delayMs: 0 }) as const;
  const use = (source: TestConnector) =>
    withMemory(async (connection) => {
      const records = await source.readAll("rows", { onDrift: (misfit) => void drift.push(misfit) });
      const { resources } = await source.load(connection, { dataset: "data" });
      const table = (query: string) => rows(connection, query);
      outcome = {
        ...{ records, drift, summary: resources[0] },
        tables: [
          await table("SELECT id, state, total FROM data.rows ORDER BY id"),
          await table("SELECT DISTINCT typeof(weight) FROM data.rows"),
          await table("SELECT sku, price FROM data.rows__lines ORDER BY sku NULLS LAST, price"),
        ],
      };
    });
  const options = { resource: { schema: SCHEMA, schema_contract: contract, ...resource } };
  await withApi({}, script, use, options);
  if (outcome === undefined) throw new Error("nothing was loaded");
  return outcome;
}

test("evolve, the default: a null where none is declared fails no run, and every value is kept", async () => {
  const { records, summary, tables } = await under("evolve");
  assert.equal(records, RECORDS);
  assert.equal(tables[0], [
    ["1", "open", 1],
    ["2", null, 2],
    ["3", "paid", 3],
  ]);
  assert.equal(summary?.accounting, { fetched: 3, loaded: 3, merged: 0, filtered: 0, discarded: 0 });
});

test("discard_row leaves out records, and elements of lists that are rows, and counts them", async () => {
  const { records, drift, summary, tables } = await under({ data_type: "discard_row" });
  const [first] = RECORDS;
  assert.equal(records, [first, { id: 3, state: "paid", lines: [{ sku: "z" }], total: 3, weight: 2 }]);
  assert.equal(tables, [
    [
      ["1", "open", 1],
      ["3", "paid", 3],
    ],
    [["DOUBLE"]],
    [
      ["x", 1.5],
      ["z", null],
    ],
  ]);
  assert.equal(summary?.accounting, { fetched: 3, loaded: 2, merged: 0, filtered: 0, discarded: 1 });
  const expected: readonly Misfit[] = [
    misfit({ path: "state", expected: '"open" or "paid"', found: "null", record: 2, example: "state", count: 1 }),
    misfit({ path: "lines[].sku", expected: "text", record: 3, example: "lines[1].sku", count: 2 }),
  ];
  assert.equal(summary?.drift, expected);
  assert.equal(
    drift,
    expected.map((one) => ({ ...one, count: 1 })),
  );

  function misfit(values: Omit<Misfit, "contract" | "found"> & { readonly found?: string }): Misfit {
    return { found: "the number 7", contract: "discard_row", ...values };
  }
});

test("discard_row leaves out the whole record where its lists are stored as JSON, not as rows", async () => {
  const { records } = await under({ data_type: "discard_row" }, { max_table_nesting: 1 });
  assert.is(records.length, 2);
  const read: unknown[] = [];
  await withApi(
    {},
    () => json({ data: RECORDS }),
    async (source) => void read.push(...(await source.readAll("rows"))),
    { resource: { schema: SCHEMA, schema_contract: { data_type: "discard_row" }, max_table_nesting: 0 } },
  );
  assert.equal(read, RECORDS.slice(0, 1));
});

test("discard_value leaves out the values alone, and keeps the literals of the others", async () => {
  const { records, summary, tables } = await under({ data_type: "discard_value" });
  assert.equal(records.slice(1), [
    { id: 2, lines: [{ sku: "y" }], total: 2 },
    { id: 3, state: "paid", lines: [{ sku: "z" }, { price: 2.5 }, { price: 3 }], total: 3, weight: 2 },
  ]);
  assert.equal(tables[1], [["DOUBLE"]]); // 2.0
  assert.equal(tables[2], [
    ["x", 1.5],
    ["y", null],
    ["z", null],
    [null, 2.5],
    [null, 3],
  ]);
  assert.equal(summary?.accounting, { fetched: 3, loaded: 3, merged: 0, filtered: 0, discarded: 0 });
  assert.equal(
    summary?.drift.map(({ path, contract, count }) => [path, contract, count]),
    [
      ["state", "discard_value", 1],
      ["lines[].sku", "discard_value", 2],
    ],
  );
});

test("freeze ends reading and loading with the record's path, what is expected and what was found", async () => {
  const message =
    'rows: in record 2 state should be "open" or "paid", but is null: ' +
    "the schema contract does not allow that (data_type: freeze)";
  await withApi(
    {},
    () => json({ data: RECORDS }),
    (source) =>
      withMemory(async (connection) => {
        const error = await rejection(source.readAll("rows"));
        assert.equal([error.name, error.message], ["SchemaContractError", message]);
        assert.is((await rejection(source.load(connection, { dataset: "data" }))).message, message);
        assert.equal(await rows(connection, "SELECT count(*) FROM information_schema.tables"), [["0"]]);
      }),
    { resource: { schema: SCHEMA, schema_contract: { data_type: "freeze" } } },
  );
});

test("a paginator counts the records that came, whatever the contract leaves out of them", async () => {
  await withApi(
    { paginator: { type: "offset", limit: 2, stop_on_short_page: true, total_path: null } },
    ({ query }) => json({ data: RECORDS.slice(Number(query.get("offset")), Number(query.get("offset")) + 2) }),
    async (source, server) => {
      assert.is((await source.readAll("rows")).length, 1);
      assert.is(server.requests.length, 2);
    },
    { resource: { schema: { properties: { id: { const: 3 } } }, schema_contract: { data_type: "discard_row" } } },
  );
});

test("a secret that an API sends back is not in the report", async () => {
  await withApi(
    {},
    () => json({ data: [{ id: "my-long-secret", state: "open" }] }),
    async (source) => {
      const found: string[] = [];
      await source.readAll("rows", { onDrift: (misfit) => void found.push(misfit.found) });
      assert.equal(found, ['the text "[secret]"']);
    },
    {
      client: { auth: { type: "bearer", token: { $secret: "token" } } },
      resource: { schema: SCHEMA },
      options: { secrets: { token: "my-long-secret" } },
    },
  );
});

test("the summary for people has a line for each field", () => {
  const misfit: Misfit = {
    ...{ path: "lines[].sku", expected: "text", found: "null", record: 7, example: "lines[2].sku", count: 12 },
    contract: "discard_row",
  };
  const other: Misfit = { ...misfit, path: "id", example: "id", count: 1, contract: "evolve" };
  const accounting = { fetched: 12, loaded: 12, merged: 0, filtered: 0, discarded: 0 };
  const resource = {
    ...{ resource: "rows", requests: 1, retries: 0, records: 12, accounting, rows: {} },
    ...{ drift: [misfit, other], warnings: [], seconds: 1 },
  };
  const text = formatSummary(
    { loadId: "1.5", dataset: "data", resources: [resource], accounting, checkpoints: [], seconds: 1 },
    "x.duckdb",
  );
  assert.match(
    text,
    "drift: rows: lines[].sku should be text (12 times not, first: null at lines[2].sku in record 7); " +
      "rows with it were left out (data_type: discard_row)\n" +
      "drift: rows: id should be text (once not, first: null in record 7)\n",
  );
});

test.run();
