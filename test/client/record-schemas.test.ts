import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { formatSummary } from "../../templates/command/report.js";
import { withApi } from "../support/api.js";
import { readDataset, withDatabase } from "../support/dataset-rows.js";
import { json } from "../support/faulty-replies.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("records with a schema");

test("the schema decides the types of new columns, whatever the first value looks like", async () => {
  const schema = {
    type: "object",
    properties: {
      id: { type: "integer" },
      code: { type: "string" },
      price: { type: "number" },
      due: { type: "string", format: "date" },
      never: { type: "boolean" },
    },
  };
  const record = { id: 1, code: "2024-01-31T00:00:00Z", price: 5, due: "2024-01-31", extra: 7 };
  await withApi(
    {},
    () => json({ data: [record] }),
    (source) =>
      withTemporaryFolder(async (folder) => {
        await source.load(join(folder, "data.duckdb"));
        const { tables } = await withDatabase(join(folder, "data.duckdb"), (connection) =>
          readDataset(connection, "test"),
        );
        const columns = tables.get("rows")?.columns.filter(({ name }) => !name.startsWith("_")) ?? [];
        assert.equal(
          columns.map(({ name, type }) => `${name} ${type}`),
          ["id BIGINT", "code VARCHAR", "price DOUBLE", "due DATE", "never BOOLEAN", "extra BIGINT"],
        );
      }),
    { resource: { schema } },
  );
});

test("renamed fields have their new names for keys, steps and readers, and keep their literals", async () => {
  const data = '[{"acmeId":1,"acmePrice":1.0,"price":"old"}]';
  await withApi(
    {},
    () => ({ kind: "answer", status: 200, headers: {}, body: Buffer.from(`{"data":${data}}`), delayMs: 0 }),
    (source) =>
      withTemporaryFolder(async (folder) => {
        assert.equal(await source.readAll("rows"), [{ id: 1, price: 1 }]);
        await source.load(join(folder, "data.duckdb"));
        const { tables } = await withDatabase(join(folder, "data.duckdb"), (connection) =>
          readDataset(connection, "test"),
        );
        const price = tables.get("rows")?.columns.find(({ name }) => name === "price");
        assert.is(price?.type, "DOUBLE");
      }),
    {
      resource: {
        primary_key: "id",
        write_disposition: "merge",
        rename_fields: { acmeId: "id", acmePrice: "price" },
        processing_steps: [{ filter: "./steps.ts#hasId" }],
      },
      files: { "steps.ts": 'export const hasId = (row: object) => "id" in row;' },
    },
  );
});

const SCHEMA = {
  type: "object",
  required: ["id", "state"],
  properties: {
    id: { type: "integer" },
    state: { enum: ["open", "paid"] },
    customer: { type: "object", properties: { name: { type: "string" } } },
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
    { path: "id", expected: "integer", found: 'the text "2"', record: 2, count: 2 },
    { path: "state", expected: '"open" or "paid"', found: 'the text "lost"', record: 2, count: 2 },
    { path: "customer.name", expected: "text", found: "null", record: 2, count: 1 },
    { path: "lines[].sku", expected: "text", found: "nothing", record: 2, count: 1 },
    { path: "customer", expected: "object", found: "the number 5", record: 3, count: 1 },
    { path: "lines", expected: "list", found: 'the text "none"', record: 3, count: 1 },
    { path: "constructor", expected: "text", found: "the number 1", record: 3, count: 1 },
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

test("the summary for people has a line for each field", () => {
  const misfit = { path: "customer.name", expected: "text", found: "null", record: 7, count: 12 };
  const accounting = { fetched: 12, loaded: 12, merged: 0, filtered: 0, discarded: 0 };
  const resource = {
    ...{ resource: "rows", requests: 1, retries: 0, records: 12, accounting, rows: {} },
    ...{ drift: [misfit], warnings: [], seconds: 1 },
  };
  const text = formatSummary(
    { loadId: "1.5", dataset: "data", resources: [resource], accounting, checkpoints: [], seconds: 1 },
    "x.duckdb",
  );
  assert.match(text, "drift: rows: customer.name should be text (12 times not, first: null in record 7)\n");
});

test.run();
