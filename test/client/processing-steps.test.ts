import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { LoadSummary } from "../../templates/load/load-into.js";
import { withApi } from "../support/api.js";
import { rejection, type TestConnector } from "../support/connector.js";
import { readDataset, withDatabase } from "../support/dataset-rows.js";
import { raw } from "../support/faulty-replies.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const STEPS = `
interface Row { readonly id: number; readonly tags?: readonly string[]; readonly amount?: number }
export const isEven = ({ id }: Row): boolean => id % 2 === 0;
export const named = (row: Row) => ({ ...row, name: \`row \${row.id}\` });
export function* tags({ id, tags = [] }: Row) { for (const tag of tags) yield { id, tag }; }
export const renamed = (row: Row) => ({ id: row.id, price: row.amount ?? 0, amount: row.amount ?? 0 });
export function broken(): boolean { throw new Error("the user's own fault"); }
`;

/** The connector of a resource with these steps, whose API has one page or several. */
async function withSteps(
  steps: readonly object[],
  pages: readonly string[],
  use: (source: TestConnector) => Promise<void>,
): Promise<void> {
  const paginator = { type: "page_number", base_page: 0, total_path: null };
  await withApi({ paginator }, ({ query }) => raw(`{"data":${pages[Number(query.get("page"))] ?? "[]"}}`), use, {
    resource: { processing_steps: steps },
    files: { "steps.ts": STEPS },
  });
}

/** The types of the columns of `rows`, after a load. */
async function columnTypes(source: TestConnector): Promise<Readonly<Record<string, string>>> {
  let types = {};
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, "data.duckdb");
    await source.load(file);
    const { tables } = await withDatabase(file, (connection) => readDataset(connection, "test"));
    const columns = tables.get("rows")?.columns ?? [];
    types = Object.fromEntries(
      columns.filter(({ name }) => !name.startsWith("_")).map(({ name, type }) => [name, type]),
    );
  });
  return types;
}

const test = suite("processing steps");

test("a filter leaves records out, a map makes one of one, in the order of the config", async () => {
  const steps = [{ filter: "./steps.ts#isEven" }, { map: "./steps.ts#named" }];
  await withSteps(steps, ['[{"id":1},{"id":2}]', '[{"id":4}]'], async (source) => {
    assert.equal(await source.readAll("rows"), [
      { id: 2, name: "row 2" },
      { id: 4, name: "row 4" },
    ]);
  });
});

test("yield_map makes any number of records of one", async () => {
  const page = '[{"id":1,"tags":["a","b"]},{"id":2},{"id":3,"tags":["c"]}]';
  await withSteps([{ yield_map: "./steps.ts#tags" }], [page], async (source) => {
    assert.equal(await source.readAll("rows"), [
      { id: 1, tag: "a" },
      { id: 1, tag: "b" },
      { id: 3, tag: "c" },
    ]);
  });
});

test("one object with several functions runs filter, map and yield_map in this order, as dlt does", async () => {
  const steps = [{ yield_map: "./steps.ts#tags", filter: "./steps.ts#isEven" }];
  await withSteps(steps, ['[{"id":1,"tags":["a"]},{"id":2,"tags":["b"]}]'], async (source) => {
    assert.equal(await source.readAll("rows"), [{ id: 2, tag: "b" }]);
  });
});

test("a page that a filter empties is not the last one", async () => {
  await withSteps([{ filter: "./steps.ts#isEven" }], ['[{"id":1}]', '[{"id":3}]', '[{"id":4}]'], async (source) => {
    assert.equal(await source.readAll("rows"), [{ id: 4 }]);
  });
});

test("a number keeps its literal through a filter, and through a map under its own key", async () => {
  const page = '[{"id":1,"amount":7},{"id":2,"amount":1.0}]';
  await withSteps([{ filter: "./steps.ts#isEven" }], [page], async (source) => {
    assert.equal(await columnTypes(source), { id: "BIGINT", amount: "DOUBLE" });
  });
  await withSteps([{ filter: "./steps.ts#isEven" }, { map: "./steps.ts#renamed" }], [page], async (source) => {
    assert.equal(await columnTypes(source), { id: "BIGINT", price: "BIGINT", amount: "DOUBLE" });
  });
});

test("records that the steps leave out are counted as filtered", async () => {
  await withSteps([{ filter: "./steps.ts#isEven" }], ['[{"id":1},{"id":2},{"id":3}]'], async (source) => {
    const { resources } = await source.load(":memory:");
    assert.equal(
      resources.map(({ records, accounting }) => ({ records, filtered: accounting.filtered })),
      [{ records: 1, filtered: 2 }],
    );
  });
});

test("what a step throws ends the load with nothing written", async () => {
  await withSteps([{ filter: "./steps.ts#broken" }], ['[{"id":1}]'], async (source) => {
    const load: Promise<LoadSummary> = source.load(":memory:");
    assert.match((await rejection(load)).message, "the user's own fault");
  });
});

test.run();
