import {
  BIGINT,
  DuckDBDataChunk,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBType,
} from "@duckdb/node-api";
import { ROW_NUMBER, type Stage, type StagePart } from "./destination.js";
import { packColumns, packedType, packingOf, unpackColumn, widerPacking, type Packing } from "./packed-batch.js";
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
/** DuckDB reads so many rows of a table at once, or skips them. */
const VECTOR_ROWS = 2_048;
const BYTES_PER_VALUE = 16;

let stages = 0;

interface DuckDbStage {
  readonly connection: DuckDBConnection;
  readonly staged: StagedTable;
  readonly name: string;
  readonly tables: StageTable[];
  readonly parts: DuckDbPart[];
  /** The part that is being filled. */
  open: OpenPart | undefined;
}

/**
 * A temporary table with one row for each batch. Parts begin at a multiple of `VECTOR_ROWS`, with rows without values
 * between them: so that one can be read without the others. With a table for each part memory would grow with a run,
 * since DuckDB never spills the first blocks of a table.
 */
interface StageTable {
  /** Full name, for SQL. */
  readonly name: string;
  /** In the order of the temporary table, where they are called c0, c1, …: no name of a record is used there. */
  readonly columns: ReadonlyMap<StagedColumn, Packing>;
  readonly types: readonly DuckDBType[];
  readonly appender: DuckDBAppender;
  /** One row, used for every batch. */
  readonly chunk: DuckDBDataChunk;
  /** The rows between two parts; made for the second part. */
  padding: DuckDBDataChunk | undefined;
}

interface DuckDbPart extends StagePart {
  readonly table: StageTable;
  rows: number;
  /** Whether a null stands among texts, marked as each batch says. */
  hasNullTexts: boolean;
}

interface OpenPart {
  readonly part: DuckDbPart;
  batches: number;
  /** About so many, all batches together. */
  bytes: number;
}

/** Stages rows in temporary tables of DuckDB, which spills them to disk. */
export function createDuckDbStage(connection: DuckDBConnection, staged: StagedTable): Stage {
  const name = `_dlt_stage_${++stages}`;
  const stage: DuckDbStage = { connection, staged, name, tables: [], parts: [], open: undefined };
  return {
    staged,
    parts: stage.parts,
    write: () => writeStage(stage),
    finish: async () => {
      closeBatch(staged);
      await writeStage(stage);
      closeTable(stage);
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
    closeTable(stage);
  } finally {
    for (const { name } of stage.tables) await stage.connection.run(`DROP TABLE IF EXISTS ${name}`);
  }
}

async function writeBatch(stage: DuckDbStage, batch: Batch): Promise<void> {
  const open = await partFor(stage, batch);
  const { part } = open;
  const { columns, appender, chunk } = part.table;
  const { packed, nullMark } = packColumns(columns, batch);
  chunk.reset();
  chunk.rowCount = 1;
  const first = BigInt(part.firstRow + part.rows);
  for (const [index, value] of [first, BigInt(batch.rowCount), nullMark, ...packed].entries()) {
    chunk.setColumnValues(index, [value]);
  }
  appender.appendDataChunk(chunk);
  part.rows += batch.rowCount;
  if (nullMark !== null) part.hasNullTexts = true;
  open.batches++;
  open.bytes += batch.characters + batch.rowCount * columns.size * BYTES_PER_VALUE;
}

/** The open part if it takes the batch, else a new one. */
async function partFor(stage: DuckDbStage, batch: Batch): Promise<OpenPart> {
  const { open } = stage;
  if (open === undefined || !takesColumns(open.part.table, batch)) {
    closeTable(stage);
    return openPart(stage, await createTable(stage, batch));
  }
  if (open.bytes < PART_BYTES) return open;
  endPart(open);
  return openPart(stage, open.part.table);
}

function takesColumns(table: StageTable, { columns }: Batch): boolean {
  for (const [column, values] of columns) {
    const packing = table.columns.get(column);
    if (packing === undefined || widerPacking(packing, packingOf(column, values)) !== packing) return false;
  }
  return true;
}

async function createTable({ connection, tables, name: stageName }: DuckDbStage, batch: Batch): Promise<StageTable> {
  const known = tables.at(-1)?.columns;
  const columns = new Map(
    Array.from(batch.columns, ([column, values]) => {
      const packing = packingOf(column, values);
      // Wide values may come again: with tables for narrow ones in between there would be one for each change.
      return [column, widerPacking(packing, known?.get(column) ?? packing)];
    }),
  );
  const packedTypes = Array.from(columns.values(), packedType);
  const definitions = packedTypes.map((type, index) => `c${index} ${type.toString()}`);
  const name = `${stageName}_${tables.length}`;
  await connection.run(
    `CREATE TEMP TABLE ${name} (${["first_row BIGINT", "row_count BIGINT", "null_mark VARCHAR", ...definitions].join(", ")})`,
  );
  const types = [BIGINT, BIGINT, VARCHAR, ...packedTypes];
  const table: StageTable = {
    ...{ name: `temp.main.${quoteName(name)}`, columns, types },
    appender: await connection.createAppender(name, "main", "temp"),
    chunk: DuckDBDataChunk.create(types, 1),
    padding: undefined,
  };
  tables.push(table);
  return table;
}

function openPart(stage: DuckDbStage, table: StageTable): OpenPart {
  const last = stage.parts.at(-1);
  const part: DuckDbPart = {
    ...{ table, columns: table.columns, rows: 0, hasNullTexts: false },
    firstRow: last === undefined ? 0 : last.firstRow + last.rows,
    select: (names) => selectRows(stage.staged, part, names),
  };
  stage.parts.push(part);
  stage.open = { part, batches: 0, bytes: 0 };
  return stage.open;
}

/** Fills up the rows that are read at once. */
function endPart({ part: { table }, batches }: OpenPart): void {
  const { appender } = table;
  const padding = (table.padding ??= emptyRows(table.types));
  padding.rowCount = VECTOR_ROWS - (batches % VECTOR_ROWS);
  appender.appendDataChunk(padding);
  appender.flushSync();
}

function emptyRows(types: readonly DuckDBType[]): DuckDBDataChunk {
  const rows = DuckDBDataChunk.create(types, VECTOR_ROWS);
  const nulls = new Array<null>(VECTOR_ROWS).fill(null);
  for (const index of types.keys()) rows.setColumnValues(index, nulls);
  return rows;
}

function closeTable(stage: DuckDbStage): void {
  const { open } = stage;
  stage.open = undefined;
  open?.part.table.appender.closeSync();
}

function selectRows(staged: StagedTable, part: DuckDbPart, names: readonly string[]): string {
  const values = names.map((name) => `${valueOf(part, name, staged.columns.get(name))} AS ${quoteName(name)}`);
  const { table, firstRow, rows } = part;
  return (
    `SELECT ${values.join(", ")} FROM ${table.name} AS part ` +
    `WHERE part.first_row >= ${firstRow} AND part.first_row < ${firstRow + rows}`
  );
}

function valueOf(
  { table: { columns }, hasNullTexts }: DuckDbPart,
  name: string,
  column: StagedColumn | undefined,
): string {
  if (name === ROW_NUMBER) return "unnest(range(part.first_row, part.first_row + part.row_count))";
  const index = Array.from(columns.keys()).findIndex((known) => known === column);
  const packing = column && columns.get(column);
  if (column === undefined || packing === undefined) return "NULL";
  return unpackColumn(`part.c${index}`, column.column, packing, hasNullTexts ? "part.null_mark" : undefined);
}
