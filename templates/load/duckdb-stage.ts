import type { DuckDBAppender, DuckDBConnection } from "@duckdb/node-api";
import { toChunk } from "./duckdb-chunk.js";
import { sqlTypeOf } from "./duckdb-types.js";
import type { Column } from "./schema.js";
import { quoteName } from "./sql.js";
import { BATCH_ROWS, closeBatch, releaseBatches, type StagedColumn, type StagedTable } from "./staged-table.js";

/** A batch of fewer rows waits for more, unless its texts are long: the memory of a run does not grow with it. */
const EAGER_ROWS = BATCH_ROWS / 4;
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

/** What the staging table calls a column that every row has. */
export function requiredColumn(stage: Stage, name: string): string {
  const column = stage.columns.find(({ column: known }) => known.name === name);
  if (column === undefined) throw new TypeError(`${stage.staged.table.name} was staged without ${name}`);
  return stageColumn(stage, column);
}

/** Another temporary table that goes with the stage. */
export function companionTable({ table }: Stage, purpose: string): string {
  return `temp.main.${quoteName(`${table}_${purpose}`)}`;
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
    stage.appender.appendDataChunk(toChunk(stage.columns, batch));
    stage.appended += batch.rowCount * stage.columns.length * BYTES_PER_VALUE;
    if (stage.appended >= APPENDER_BYTES) flush(stage, stage.appender);
  }
  releaseBatches(staged);
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
