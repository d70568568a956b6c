import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { StagedValue } from "./coerce.js";
import { sqlTypeOf } from "./duckdb-types.js";
import type { Column, ColumnType } from "./schema.js";
import { quoteName } from "./sql.js";
import { BATCH_ROWS, closeBatch, type Batch, type StagedColumn, type StagedTable } from "./staged-table.js";

/** A batch of fewer rows waits for more, unless its texts are long: the memory of a run does not grow with it. */
const EAGER_ROWS = BATCH_ROWS / 2;
const EAGER_CHARACTERS = 4_000_000;
/** Left alone, an appender holds 204,800 rows; it is emptied when they take about so many bytes. */
const APPENDER_BYTES = 8_000_000;
const BYTES_PER_VALUE = 16;

let stages = 0;

/** A temporary table that holds what a run has read for one table until all of it is there. */
export interface Stage {
  readonly connection: DuckDBConnection;
  readonly staged: StagedTable;
  /** Full name, for SQL. */
  readonly name: string;
  readonly table: string;
  /** In the order of the staging table, where they are called c0, c1, …: no name of a record is used there. */
  readonly columns: StagedColumn[];
  appender: DuckDBAppender | undefined;
  /** Bytes that the appender holds, about. */
  appended: number;
}

export function createStage(connection: DuckDBConnection, staged: StagedTable): Stage {
  const table = `_dlt_stage_${++stages}`;
  return {
    connection,
    staged,
    name: `temp.main.${quoteName(table)}`,
    table,
    columns: [],
    appender: undefined,
    appended: 0,
  };
}

/** What the staging table calls a column. */
export function stageColumn(stage: Stage, column: StagedColumn): string {
  return `c${stage.columns.indexOf(column)}`;
}

/** Moves what was read so far to the staging table, but for batches that are not worth it yet. */
export async function writeStage(stage: Stage): Promise<void> {
  const { staged } = stage;
  const hasLongTexts = staged.characters >= EAGER_CHARACTERS;
  if (staged.batchRows >= EAGER_ROWS || hasLongTexts) closeBatch(staged);
  if (staged.fullBatches.length === 0) return;
  await addColumns(stage);
  stage.appender ??= await stage.connection.createAppender(stage.table, "main", "temp");
  stage.appended += staged.characters;
  for (const batch of staged.fullBatches) {
    stage.appender.appendDataChunk(toChunk(stage, batch));
    stage.appended += batch.rowCount * stage.columns.length * BYTES_PER_VALUE;
    if (stage.appended >= APPENDER_BYTES) flush(stage, stage.appender);
  }
  staged.fullBatches = [];
  staged.characters = 0;
}

/** Moves everything to the staging table, which can be read from then on. */
export async function finishStage(stage: Stage): Promise<void> {
  closeBatch(stage.staged);
  await writeStage(stage);
  closeAppender(stage);
}

/** Drops the staging table. Safe to call at any time, also after an error. */
export async function dropStage(stage: Stage): Promise<void> {
  try {
    closeAppender(stage);
  } finally {
    await stage.connection.run(`DROP TABLE IF EXISTS ${stage.name}`);
  }
}

function flush(stage: Stage, appender: DuckDBAppender): void {
  appender.flushSync();
  stage.appended = 0;
}

function closeAppender(stage: Stage): void {
  const { appender } = stage;
  stage.appender = undefined;
  stage.appended = 0;
  appender?.closeSync();
}

/** Gives the staging table the columns that came up since it was last written to. */
async function addColumns(stage: Stage): Promise<void> {
  const known = stage.columns.length;
  const added = Array.from(stage.staged.columns.values()).slice(known);
  if (added.length === 0) return;
  closeAppender(stage); // an appender knows only the columns of its start
  const definitions = added.map(({ column }, index) => `c${known + index} ${stageTypeOf(column)}`);
  if (known === 0) await stage.connection.run(`CREATE TEMP TABLE ${stage.table} (${definitions.join(", ")})`);
  else {
    for (const definition of definitions) {
      await stage.connection.run(`ALTER TABLE ${stage.name} ADD COLUMN ${definition}`);
    }
  }
  stage.columns.push(...added);
}

function stageTypeOf({ nativeType, type }: Column): string {
  return nativeType ?? sqlTypeOf(type);
}

function toChunk({ columns }: Stage, { rowCount, columns: values }: Batch): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(
    columns.map(({ column }) => chunkTypeOf(column.type)),
    rowCount,
  );
  for (const [index, column] of columns.entries()) {
    const vector = chunk.getColumnVector(index);
    const columnValues = values.get(column);
    const convert = converterOf(column.column.type);
    for (let row = 0; row < rowCount; row++) {
      const value = columnValues?.[row] ?? null;
      vector.setItem(row, value === null ? null : convert(value));
    }
    vector.flush();
  }
  return chunk;
}

/** How values are handed to DuckDB: the rarer types as texts, which the appender casts. */
function chunkTypeOf(type: ColumnType): DuckDBType {
  switch (type.kind) {
    case "bigint":
      return BIGINT;
    case "double":
      return DOUBLE;
    case "bool":
      return BOOLEAN;
    case "timestamp":
      return type.zone ? TIMESTAMPTZ : TIMESTAMP;
    default:
      return VARCHAR;
  }
}

function converterOf(type: ColumnType): (value: StagedValue) => DuckDBValue {
  switch (type.kind) {
    case "bigint":
      return toBigInt;
    case "timestamp":
      return type.zone
        ? (value) => new DuckDBTimestampTZValue(toBigInt(value))
        : (value) => new DuckDBTimestampValue(toBigInt(value));
    default:
      return (value) => value;
  }
}

function toBigInt(value: StagedValue): bigint {
  return typeof value === "bigint" ? value : BigInt(value);
}
