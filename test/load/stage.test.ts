import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { StagedValue } from "../../templates/load/coerce.js";
import { ROW_NUMBER, stagedRows, type Stage } from "../../templates/load/destination.js";
import { createDuckDbStage } from "../../templates/load/duckdb-stage.js";
import type { ColumnType, Table } from "../../templates/load/schema.js";
import {
  closeBatch,
  columnOf,
  createStagedTable,
  endRow,
  type StagedTable,
} from "../../templates/load/staged-table.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { failureOf } from "./support.js";

type Row = Readonly<Record<string, StagedValue | null>>;
interface Rows {
  readonly types: Readonly<Record<string, ColumnType>>;
  /** Each list becomes a batch. */
  readonly batches: readonly (readonly Row[])[];
}

const test = suite("staged rows");

/** Runs `work` on a database in a folder of its own. */
async function withStage(
  work: (connection: DuckDBConnection, staged: StagedTable, stage: Stage, folder: string) => Promise<void>,
  subfolder = ".",
): Promise<void> {
  await withTemporaryFolder(async (outer) => {
    const folder = join(outer, subfolder);
    mkdirSync(folder, { recursive: true });
    const instance = await DuckDBInstance.create(join(folder, "data.duckdb"));
    const connection = await instance.connect();
    const table: Table = { name: "orders", columns: new Map(), exists: false };
    const options = { maxColumns: 10_000, nameLimit: 63, required: [] };
    const staged = createStagedTable(table, { kind: "root", withRootId: false }, options);
    const stage = createDuckDbStage(connection, staged);
    try {
      await connection.run("SET TimeZone = 'UTC'");
      await work(connection, staged, stage, folder);
    } finally {
      await stage.drop();
      connection.disconnectSync();
      instance.closeSync();
    }
  });
}

async function stageRows(staged: StagedTable, stage: Stage, { types, batches }: Rows): Promise<void> {
  for (const rows of batches) {
    for (const row of rows) {
      for (const [name, value] of Object.entries(row)) {
        const column = columnOf(staged, name, types[name]);
        if (column !== undefined) column.values[staged.batchRows] = value;
      }
      endRow(staged);
    }
    closeBatch(staged);
    await stage.write();
  }
  await stage.finish();
}

async function readRows(connection: DuckDBConnection, stage: Stage, names: readonly string[]) {
  const rows = stagedRows(stage.parts, [ROW_NUMBER, ...names]);
  const found = await connection.runAndReadAll(`SELECT * FROM ${rows} ORDER BY "Row number"`);
  const [numbers = [], ...values] = found.getColumns();
  assert.equal(
    numbers,
    numbers.map((_, index) => BigInt(index)),
  );
  return values;
}

const TYPES = {
  text: { kind: "text" },
  whole: { kind: "bigint" },
  real: { kind: "double" },
  flag: { kind: "bool" },
  day: { kind: "date" },
  price: { kind: "decimal", precision: 18, scale: 2 },
} as const satisfies Rows["types"];

const unitsOfText = fc.oneof(
  fc.constantFrom("", "a", "é", "😀", "\u2028", '"', "\\x41", "id-".repeat(30)),
  fc.string(),
);
const anyRow: fc.Arbitrary<Row> = fc.record(
  {
    text: fc.option(fc.array(unitsOfText, { maxLength: 4 }).map((units) => units.join("").replaceAll("\0", ""))),
    whole: fc.option(
      fc.oneof(
        fc.maxSafeInteger(),
        fc.integer(),
        fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
        fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
      ),
    ),
    real: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    flag: fc.option(fc.boolean()),
    day: fc.option(fc.constantFrom("1970-01-01", "2024-02-29")),
    price: fc.option(fc.constantFrom("0.10", "-12345678.90")),
  },
  { requiredKeys: [] },
);

/** What DuckDB's driver gives for a staged value. */
function asRead(name: string, value: StagedValue | null | undefined): unknown {
  if (value === undefined || value === null) return null;
  if (name === "whole") return typeof value === "number" ? BigInt(value) : value;
  return name === "day" || name === "price" ? String(value) : value;
}

test("come back from the database as they were, whatever is missing, null, wide or in another script", async () => {
  const anyBatches = fc.array(fc.array(anyRow, { minLength: 1, maxLength: 300, size: "max" }), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(anyBatches, (batches) =>
      withStage(async (connection, staged, stage) => {
        await stageRows(staged, stage, { types: TYPES, batches });
        const names = Object.keys(TYPES);
        const columns = await readRows(connection, stage, names);
        for (const [index, name] of names.entries()) {
          const found = (columns[index] ?? []).map((value) =>
            name === "day" || name === "price" ? (value === null ? null : String(value)) : value,
          );
          const expected = batches.flat().map((row) => asRead(name, row[name]));
          assert.equal(found, expected, name);
        }
      }),
    ),
    { numRuns: 30 },
  );
});

test("keep instants to the microsecond, with a zone and without, beyond the years of four digits too", () =>
  withStage(async (connection, staged, stage) => {
    const types: Rows["types"] = { at: { kind: "timestamp", zone: true }, local: { kind: "timestamp", zone: false } };
    const instants = [1_735_689_600_123_456, -1, 8_000_000_000_000_000_000n];
    const rows = instants.map((instant) => ({ at: instant, local: instant }));
    await stageRows(staged, stage, { types, batches: [rows] });
    const query = `SELECT epoch_us("at")::VARCHAR, epoch_us("local")::VARCHAR, typeof("at"), typeof("local") FROM ${stagedRows(stage.parts, ["at", "local"])}`;
    const found = (await connection.runAndReadAll(query)).getRows();
    assert.equal(
      found,
      instants.map((instant) => [`${instant}`, `${instant}`, "TIMESTAMP WITH TIME ZONE", "TIMESTAMP"]),
    );
  }));

test("of one length, and of lengths that differ by a byte, by two and by four, are taken apart where they were joined", () =>
  withStage(async (connection, staged, stage) => {
    const lengths = [14, 14, 14, 15, 0, 300, 1, 70_000, 2, 2, ...Array.from({ length: 500 }, (_, index) => index % 7)];
    const rows = lengths.map((length, index) => ({ text: String(index % 10).repeat(length) }));
    await stageRows(staged, stage, { types: TYPES, batches: [rows] });
    const [texts] = await readRows(connection, stage, ["text"]);
    assert.equal(
      texts,
      rows.map(({ text }) => text),
    );
  }));

test("with a new column begin another file, and those before have null in it", () =>
  withStage(async (connection, staged, stage) => {
    await stageRows(staged, stage, {
      types: TYPES,
      batches: [[{ whole: 1 }], [{ whole: 2, text: "b" }], [{ whole: 3 }]],
    });
    assert.equal(
      stage.parts.map(({ firstRow, rows }) => ({ firstRow, rows })),
      [
        { firstRow: 0, rows: 1 },
        { firstRow: 1, rows: 2 },
      ],
    );
    assert.equal(await readRows(connection, stage, ["whole", "text"]), [
      [1n, 2n, 3n],
      [null, "b", null],
    ]);
  }));

test("with ten thousand columns are read as well", () =>
  withStage(async (connection, staged, stage) => {
    const names = Array.from({ length: 10_000 }, (_, index) => `column ${index}`);
    const types = Object.fromEntries(names.map((name) => [name, TYPES.whole]));
    await stageRows(staged, stage, {
      types,
      batches: [[Object.fromEntries(names.map((name, index) => [name, index]))]],
    });
    assert.equal(await readRows(connection, stage, ["column 7", "column 9999"]), [[7n], [9_999n]]);
  }));

test("lie beside the database, for this user only, and leave nothing behind", () =>
  withStage(async (_connection, staged, stage, folder) => {
    const before = readdirSync(folder);
    await stageRows(staged, stage, { types: TYPES, batches: [[{ whole: 1 }]] });
    const [name = "", ...others] = readdirSync(folder).filter((found) => !before.includes(found));
    assert.equal(others, []);
    assert.match(name, new RegExp(`^data\\.duckdb\\.stage-${process.pid}-`));
    assert.is(statSync(join(folder, name)).mode & 0o777, 0o700);
    assert.is(statSync(join(folder, name, "0.parquet")).mode & 0o777, 0o600);
    await stage.drop();
    assert.equal(readdirSync(folder), before);
  }));

test("are found beside a database whose path looks like a pattern and like the end of a text", () =>
  withStage(async (connection, staged, stage) => {
    await stageRows(staged, stage, { types: TYPES, batches: [[{ whole: 1 }]] });
    assert.equal(await readRows(connection, stage, ["whole"]), [[1n]]);
  }, "it's [a] *.{b,c}? é"));

test("that a killed process left are removed, those of a running one are not", () =>
  withStage(async (_connection, staged, stage, folder) => {
    const dead = spawnSync(process.execPath, ["--version"]).pid;
    const [abandoned = "", ours = "", running = "", alike = ""] = [
      ...[dead, process.pid, process.ppid].map((owner) => `data.duckdb.stage-${owner}-abcdef`),
      `data.duckdb.stages-${dead}`,
    ].map((name) => {
      const path = join(folder, name);
      mkdirSync(path);
      writeFileSync(join(path, "0.parquet"), "");
      return path;
    });
    await stageRows(staged, stage, { types: TYPES, batches: [[{ whole: 1 }]] });
    assert.equal([abandoned, ours, running, alike].map(existsSync), [false, false, true, true]);
  }));

test("are in DuckDB's folder of temporary files where it may read no others", () =>
  withStage(async (connection, staged, stage, folder) => {
    await connection.run("SET enable_external_access = false");
    await stageRows(staged, stage, { types: TYPES, batches: [[{ whole: 1 }]] });
    assert.is(readdirSync(join(folder, "data.duckdb.tmp")).length, 1);
    assert.equal(await readRows(connection, stage, ["whole"]), [[1n]]);
    await stage.drop();
    assert.not(existsSync(join(folder, "data.duckdb.tmp")));
  }));

test("that cannot be written end the load with the place", () =>
  withStage(async (connection, staged, stage, folder) => {
    await connection.run("SET enable_external_access = false");
    writeFileSync(join(folder, "data.duckdb.tmp"), "in the way");
    const { name, message } = await failureOf(stageRows(staged, stage, { types: TYPES, batches: [[{ whole: 1 }]] }));
    assert.is(name, "LoadError");
    assert.match(message, /^cannot keep the rows that were read: EEXIST: .*data\.duckdb\.tmp/);
  }));

test.run();
