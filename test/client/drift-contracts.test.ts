import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Misfit } from "../../templates/http/usage.js";
import type { ResourceSummary } from "../../templates/load/load-into.js";
import { withApi } from "../support/api.js";
import { rejection, type TestConnector } from "../support/connector.js";
import { json } from "../support/faulty-replies.js";
import { SCHEMA } from "./drift-schema.js";

const test = suite("contracts for drift");

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

test.run();
