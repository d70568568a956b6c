import { suite } from "uvu";
import * as assert from "uvu/assert";
import { formatSummary } from "../../templates/command/report.js";
import type { Misfit } from "../../templates/http/usage.js";
import { withApi } from "../support/api.js";
import { json } from "../support/faulty-replies.js";
import { SCHEMA } from "./drift-schema.js";

const test = suite("drift");

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

test("fields that every object inherits are looked at where a record has them itself", async () => {
  const toString = { type: "object", properties: { length: { type: "integer" } } };
  const schema = { required: ["constructor"], properties: { toString, constructor: { type: "string" } } };
  const records: readonly object[] = [
    { toString: { length: 1 }, constructor: "a" },
    { id: 2 },
    { toString: "a", constructor: "b" },
  ];
  const found = (await driftOf(records, schema)) as readonly Misfit[];
  assert.equal(
    found.map(({ path, record, found: value }) => `${path} ${record} ${value}`),
    ["constructor 2 nothing", 'toString 3 the text "a"'],
  );
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
