import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type CommandResult, runCommand } from "../support/command.js";
import { withDatabase } from "../support/dataset-rows.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const ORDER = {
  type: "object",
  required: ["id", "state"],
  properties: {
    id: { type: "integer" },
    state: { type: "string", enum: ["open", "paid"] },
    total: { type: "number" },
  },
};

const SPEC = {
  openapi: "3.1.0",
  info: { title: "Shop", version: "1" },
  paths: {
    "/orders": {
      get: {
        responses: {
          200: {
            description: "Orders",
            content: {
              "application/json": { schema: { type: "array", items: { $ref: "#/components/schemas/Order" } } },
            },
          },
        },
      },
    },
  },
  components: { schemas: { Order: ORDER } },
};

/** The second record has a total of another type, the third a state that is not declared. */
const RECORDS = [
  { id: 1, state: "open", total: 1.5 },
  { id: 2, state: "paid", total: "much" },
  { id: 3, state: "lost", total: 2.5 },
];

interface Outcome {
  readonly result: CommandResult;
  /** The rows of the table, once there is one. */
  readonly rows: readonly unknown[];
}

/** What a run loads of records under a contract, with schemas beside that of an order. */
async function under(contract: unknown, records: readonly unknown[] = RECORDS, schemas: object = {}): Promise<Outcome> {
  const server = createServer((_request, response) => void response.end(JSON.stringify(records)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let outcome: Outcome | undefined;
  try {
    await withTemporaryFolder(async (cwd) => {
      const config = {
        client: { base_url: "https://api.example.com", paginator: "single_page", openapi: "openapi.json" },
        resources: [{ name: "orders", endpoint: "orders", schema_contract: contract }],
      };
      writeFileSync(join(cwd, "shop.json"), JSON.stringify(config));
      const components = { schemas: { ...SPEC.components.schemas, ...schemas } };
      writeFileSync(join(cwd, "openapi.json"), JSON.stringify({ ...SPEC, components }));
      const result = await runCommand(["run", "shop.json", "--to", "data.duckdb", "--base-url", baseUrl], { cwd });
      const rows =
        result.code === 0
          ? await withDatabase(join(cwd, "data.duckdb"), async (connection) => {
              const read = await connection.runAndReadAll("SELECT * EXCLUDE (_dlt_load_id, _dlt_id) FROM shop.orders");
              return read.getRowObjectsJson();
            })
          : [];
      outcome = { result, rows };
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  if (outcome === undefined) throw new Error("nothing was run");
  return outcome;
}

const test = suite("contracts of records that an OpenAPI document declares");

test("evolve keeps every value, in a variant of the column where it has to, and tells what did not fit", async () => {
  const { result, rows } = await under("evolve");
  assert.is(result.code, 0, result.stderr);
  assert.equal(rows, [
    { id: "1", state: "open", total: 1.5, total__v_text: null },
    { id: "2", state: "paid", total: null, total__v_text: "much" },
    { id: "3", state: "lost", total: 2.5, total__v_text: null },
  ]);
  assert.match(result.stderr, /total.*"much"/);
  assert.match(result.stderr, /state.*"lost"/);
});

test("a record of a kind that its discriminator tells is compared with that kind, and has the columns of all kinds", async () => {
  const made = (properties: object) => ({
    allOf: [{ $ref: "#/components/schemas/Order" }, { type: "object", properties }],
  });
  const schemas = {
    Order: {
      type: "object",
      required: ["kind"],
      properties: { kind: { type: "string" } },
      discriminator: { propertyName: "kind", mapping: { web: "Web", app: "Web", shop: "Shop" } },
    },
    Web: made({ page: { type: "string" } }),
    Shop: made({ till: { type: "integer" }, clerk: { type: "string" } }),
  };
  const records = [
    { kind: "web", page: 1 },
    { kind: "app", page: "/" },
    { kind: "shop", till: "x" },
    { kind: "phone" },
  ];
  const { result, rows } = await under("evolve", records, schemas);
  assert.is(result.code, 0, result.stderr);
  const none = { page: null, till: null, clerk: null, till__v_text: null };
  assert.equal(rows, [
    { kind: "web", ...none, page: "1" },
    { kind: "app", ...none, page: "/" },
    { kind: "shop", ...none, till__v_text: "x" },
    { kind: "phone", ...none },
  ]);
  assert.match(result.stderr, /page.*1/);
  assert.match(result.stderr, /till.*"x"/);
  assert.match(result.stderr, /kind.*"phone"/);
});

test("discard_row leaves out the records that do not fit", async () => {
  const { result, rows } = await under({ data_type: "discard_row" });
  assert.is(result.code, 0, result.stderr);
  assert.equal(rows, [{ id: "1", state: "open", total: 1.5 }]);
});

test("discard_value leaves out the values that do not fit", async () => {
  const { result, rows } = await under({ data_type: "discard_value" });
  assert.is(result.code, 0, result.stderr);
  assert.equal(rows, [
    { id: "1", state: "open", total: 1.5 },
    { id: "2", state: "paid", total: null },
    { id: "3", state: null, total: 2.5 },
  ]);
});

test("freeze fails at the first value that does not fit, and writes nothing", async () => {
  const { result } = await under({ data_type: "freeze" });
  assert.is(result.code, 1);
  assert.match(result.stderr, /total .*"much".*\(data_type: freeze\)/);
});

test.run();
