import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
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

test.run();
