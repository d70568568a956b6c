import { BIGINT, DuckDBDataChunk, VARCHAR, type DuckDBAppender, type DuckDBConnection } from "@duckdb/node-api";
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

/** What a run has read for one table, in temporary tables, until all of it is there. */
export interface Stage {
  readonly connection: DuckDBConnection;
  readonly staged: StagedTable;
  readonly name: string;
  readonly parts: StagePart[];
  /** The part that is being filled. */
  open: OpenPart | undefined;
}

/** A temporary table with one row for each batch. */
export interface StagePart {
  /** Full name, for SQL. */
  readonly name: string;
  /** In the order of the temporary table, where they are called c0, c1, …: no name of a record is used there. */
  readonly columns: ReadonlyMap<StagedColumn, Packing>;
  /** Rows of the staged table: those before this part's, and those in it. */
  readonly firstRow: number;
  rows: number;
  /** Whether a null stands among texts, marked as each batch says. */
  hasNullTexts: boolean;
}

interface OpenPart {
  readonly part: StagePart;
  readonly appender: DuckDBAppender;
  /** One row, used for every batch. */
  readonly chunk: DuckDBDataChunk;
  /** About so many, all batches together. */
  bytes: number;
}

export function createStage(connection: DuckDBConnection, staged: StagedTable): Stage {
  return { connection, staged, name: `_dlt_stage_${++stages}`, parts: [], open: undefined };
}

/** Another temporary table that goes with the stage. */
export function companionTable({ name }: Stage, purpose: string): string {
  return `temp.main.${quoteName(`${name}_${purpose}`)}`;
}

/** Moves what was read so far to temporary tables, but for a batch that is not worth it yet. */
export async function writeStage(stage: Stage): Promise<void> {
  const { staged } = stage;
  if (staged.batchRows >= EAGER_ROWS) closeBatch(staged);
  for (const batch of staged.fullBatches) await writeBatch(stage, batch);
  releaseBatches(staged);
}

/** Moves everything to temporary tables, which can be read from then on. */
export async function finishStage(stage: Stage): Promise<void> {
  closeBatch(stage.staged);
  await writeStage(stage);
  closePart(stage);
}

/** Drops the temporary tables. Safe to call at any time, also after an error. */
export async function dropStage(stage: Stage): Promise<void> {
  try {
    closePart(stage);
  } finally {
    for (const { name } of stage.parts) await stage.connection.run(`DROP TABLE IF EXISTS ${name}`);
  }
}

async function writeBatch(stage: Stage, batch: Batch): Promise<void> {
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
function partFor({ open }: Stage, { columns }: Batch): OpenPart | undefined {
  if (open === undefined || open.bytes >= PART_BYTES) return undefined;
  for (const [column, values] of columns) {
    const packing = open.part.columns.get(column);
    if (packing === undefined || (packing === "numbers" && packingOf(column, values) === "text")) return undefined;
  }
  return open;
}

async function openPart(stage: Stage, batch: Batch): Promise<OpenPart> {
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
  const part: StagePart = { name: `temp.main.${quoteName(name)}`, columns, firstRow, rows: 0, hasNullTexts: false };
  parts.push(part);
  stage.open = {
    part,
    appender: await connection.createAppender(name, "main", "temp"),
    chunk: DuckDBDataChunk.create([BIGINT, BIGINT, VARCHAR, ...types], 1),
    bytes: 0,
  };
  return stage.open;
}

function closePart(stage: Stage): void {
  const { open } = stage;
  stage.open = undefined;
  open?.appender.closeSync();
}

/** What `stagedRows` calls the number of rows that were staged before a row. No column of a record has such a name. */
export const ROW_NUMBER = "Row number";

/** A subquery for staged rows with these columns, `ROW_NUMBER` among them if it is named. */
export function stagedRows(
  { staged, parts: all }: Stage,
  names: readonly string[],
  parts: readonly StagePart[] = all,
): string {
  const columns = names.map((name) => ({ name, column: staged.columns.get(name) }));
  const selects = parts.map((part) => {
    const values = columns.map(({ name, column }) => `${valueOf(part, name, column)} AS ${quoteName(name)}`);
    return `SELECT ${values.join(", ")} FROM ${part.name} AS part`;
  });
  return `(${selects.join(" UNION ALL ")})`;
}

function valueOf({ columns, hasNullTexts }: StagePart, name: string, column: StagedColumn | undefined): string {
  if (name === ROW_NUMBER) return "unnest(range(part.first_row, part.first_row + part.row_count))";
  const index = Array.from(columns.keys()).findIndex((known) => known === column);
  const packing = column && columns.get(column);
  if (column === undefined || packing === undefined) return "NULL";
  return unpackColumn(`part.c${index}`, column.column, packing, hasNullTexts ? "part.null_mark" : undefined);
}
