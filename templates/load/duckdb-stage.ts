import { BIGINT, DuckDBDataChunk, VARCHAR, type DuckDBAppender, type DuckDBConnection } from "@duckdb/node-api";
import { ROW_NUMBER, type Stage, type StagePart } from "./destination.js";
import { packColumns, packedType, packingOf, unpackColumn, type Packing } from "./packed-batch.js";
import { quoteName } from "./sql.js";
import {
  BATCH_ROWS,
  closeBatch,
  releaseBatches,
  type Batch,
  type StagedColumn,
  type StagedTable,
} from "./staged-table.js";

/** A batch of fewer rows waits for more. */
const EAGER_ROWS = BATCH_ROWS / 4;
/** DuckDB holds a part in memory while it takes its batches apart. */
const PART_BYTES = 8_000_000;
const BYTES_PER_VALUE = 16;

let stages = 0;

interface DuckDbStage {
  readonly connection: DuckDBConnection;
  readonly staged: StagedTable;
  readonly name: string;
  readonly parts: DuckDbPart[];
  /** The part that is being filled. */
  open: OpenPart | undefined;
}

/** A temporary table with one row for each batch. */
interface DuckDbPart extends StagePart {
  /** Full name, for SQL. */
  readonly name: string;
  /** In the order of the temporary table, where they are called c0, c1, …: no name of a record is used there. */
  readonly columns: ReadonlyMap<StagedColumn, Packing>;
  rows: number;
  /** Whether a null stands among texts, marked as each batch says. */
  hasNullTexts: boolean;
}

interface OpenPart {
  readonly part: DuckDbPart;
  readonly appender: DuckDBAppender;
  /** One row, used for every batch. */
  readonly chunk: DuckDBDataChunk;
  /** About so many, all batches together. */
  bytes: number;
}

/** Stages rows in temporary tables of DuckDB, which spills them to disk. */
export function createDuckDbStage(connection: DuckDBConnection, staged: StagedTable): Stage {
  const stage: DuckDbStage = { connection, staged, name: `_dlt_stage_${++stages}`, parts: [], open: undefined };
  return {
    staged,
    parts: stage.parts,
    write: () => writeStage(stage),
    finish: async () => {
      closeBatch(staged);
      await writeStage(stage);
      closePart(stage);
    },
    drop: () => dropStage(stage),
    companion: (purpose) => `temp.main.${quoteName(`${stage.name}_${purpose}`)}`,
  };
}

async function writeStage(stage: DuckDbStage): Promise<void> {
  const { staged } = stage;
  if (staged.batchRows >= EAGER_ROWS) closeBatch(staged);
  for (const batch of staged.fullBatches) await writeBatch(stage, batch);
  releaseBatches(staged);
}

async function dropStage(stage: DuckDbStage): Promise<void> {
  try {
    closePart(stage);
  } finally {
    for (const { name } of stage.parts) await stage.connection.run(`DROP TABLE IF EXISTS ${name}`);
  }
}

async function writeBatch(stage: DuckDbStage, batch: Batch): Promise<void> {
  const open = partFor(stage, batch) ?? (await openPart(stage, batch));
  const { part, appender, chunk } = open;
  const { packed, nullMark } = packColumns(part.columns, batch);
  chunk.reset();
  chunk.rowCount = 1;
  const first = BigInt(part.firstRow + part.rows);
  for (const [index, value] of [first, BigInt(batch.rowCount), nullMark, ...packed].entries()) {
    chunk.setColumnValues(index, [value]);
  }
  appender.appendDataChunk(chunk);
  part.rows += batch.rowCount;
  if (nullMark !== null) part.hasNullTexts = true;
  open.bytes += batch.characters + batch.rowCount * part.columns.size * BYTES_PER_VALUE;
}

/** The open part, if it has room and takes the batch as it is. */
function partFor({ open }: DuckDbStage, { columns }: Batch): OpenPart | undefined {
  if (open === undefined || open.bytes >= PART_BYTES) return undefined;
  for (const [column, values] of columns) {
    const packing = open.part.columns.get(column);
    if (packing === undefined || (packing === "numbers" && packingOf(column, values) === "text")) return undefined;
  }
  return open;
}

async function openPart(stage: DuckDbStage, batch: Batch): Promise<OpenPart> {
  closePart(stage);
  const { connection, parts, name: stageName } = stage;
  const columns = new Map(Array.from(batch.columns, ([column, values]) => [column, packingOf(column, values)]));
  const types = Array.from(columns.values(), packedType);
  const definitions = types.map((type, index) => `c${index} ${type.toString()}`);
  const name = `${stageName}_${parts.length}`;
  await connection.run(
    `CREATE TEMP TABLE ${name} (${["first_row BIGINT", "row_count BIGINT", "null_mark VARCHAR", ...definitions].join(", ")})`,
  );
  const last = parts.at(-1);
  const firstRow = last === undefined ? 0 : last.firstRow + last.rows;
  const part: DuckDbPart = {
    ...{ name: `temp.main.${quoteName(name)}`, columns, firstRow, rows: 0, hasNullTexts: false },
    select: (names) => selectRows(stage.staged, part, names),
  };
  parts.push(part);
  stage.open = {
    part,
    appender: await connection.createAppender(name, "main", "temp"),
    chunk: DuckDBDataChunk.create([BIGINT, BIGINT, VARCHAR, ...types], 1),
    bytes: 0,
  };
  return stage.open;
}

function closePart(stage: DuckDbStage): void {
  const { open } = stage;
  stage.open = undefined;
  open?.appender.closeSync();
}

function selectRows(staged: StagedTable, part: DuckDbPart, names: readonly string[]): string {
  const values = names.map((name) => `${valueOf(part, name, staged.columns.get(name))} AS ${quoteName(name)}`);
  return `SELECT ${values.join(", ")} FROM ${part.name} AS part`;
}

function valueOf({ columns, hasNullTexts }: DuckDbPart, name: string, column: StagedColumn | undefined): string {
  if (name === ROW_NUMBER) return "unnest(range(part.first_row, part.first_row + part.row_count))";
  const index = Array.from(columns.keys()).findIndex((known) => known === column);
  const packing = column && columns.get(column);
  if (column === undefined || packing === undefined) return "NULL";
  return unpackColumn(`part.c${index}`, column.column, packing, hasNullTexts ? "part.null_mark" : undefined);
}
