import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { ROW_NUMBER, type Stage, type StagePart } from "./destination.js";
import { sqlTypeOf } from "./duckdb-types.js";
import { LoadError } from "./errors.js";
import {
  appendRows,
  columnName,
  createParquetFile,
  finishParquetFile,
  type ParquetFile,
  type ParquetType,
} from "./parquet-file.js";
import type { Column, ColumnType } from "./schema.js";
import { quoteName, quoteText } from "./sql.js";
import { makeStageFolder, type StageFolder } from "./stage-folder.js";
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
/** DuckDB reads at once what a file says of itself at its end, which grows with the file. */
const FILE_BYTES = 64_000_000;

let stages = 0;

interface DuckDbStage {
  readonly connection: DuckDBConnection;
  readonly staged: StagedTable;
  readonly parts: FilePart[];
  /** Made for the first file. */
  folder: StageFolder | undefined;
  /** The part that is being written. */
  open: OpenPart | undefined;
}

/** A Parquet file with rows that have the same columns. */
interface FilePart extends StagePart {
  readonly path: string;
  /** In which place of the file each of them stands: no name of a record is used there. */
  readonly columns: ReadonlyMap<StagedColumn, number>;
  rows: number;
}

interface OpenPart {
  readonly part: FilePart;
  /** Let go when it is finished: it holds what was written last, and what its end says of the rest. */
  readonly file: ParquetFile;
}

/**
 * Stages rows in Parquet files, which DuckDB reads page by page as if they were tables: its own temporary tables take the
 * memory that a load leaves it, are compressed when they don't fit, and cost a call into native code for each text.
 */
export function createDuckDbStage(connection: DuckDBConnection, staged: StagedTable): Stage {
  const stage: DuckDbStage = { connection, staged, parts: [], folder: undefined, open: undefined };
  const name = `_dlt_stage_${++stages}`;
  return {
    staged,
    parts: stage.parts,
    write: () => writeStage(stage),
    finish: async () => {
      closeBatch(staged);
      await writeStage(stage);
      await closeFile(stage);
    },
    drop: () => dropStage(stage),
    companion: (purpose) => `temp.main.${quoteName(`${name}_${purpose}`)}`,
  };
}

async function writeStage(stage: DuckDbStage): Promise<void> {
  const { staged } = stage;
  if (staged.batchRows >= EAGER_ROWS) closeBatch(staged);
  for (const batch of staged.fullBatches) await writeBatch(stage, batch);
  releaseBatches(staged);
}

async function writeBatch(stage: DuckDbStage, batch: Batch): Promise<void> {
  const { part, file } = await partFor(stage, batch);
  const values = Array.from(part.columns.keys(), (column) => batch.columns.get(column));
  await writing(stage, () => appendRows(file, values, batch.rowCount));
  part.rows += batch.rowCount;
}

/** The open part if it takes the batch, else a new one. */
async function partFor(stage: DuckDbStage, batch: Batch): Promise<OpenPart> {
  const { open } = stage;
  if (open !== undefined && open.file.bytes < FILE_BYTES && hasColumns(open.part, batch)) return open;
  await closeFile(stage);
  return openPart(stage, batch);
}

function hasColumns({ columns }: FilePart, batch: Batch): boolean {
  for (const column of batch.columns.keys()) if (!columns.has(column)) return false;
  return true;
}

async function openPart(stage: DuckDbStage, batch: Batch): Promise<OpenPart> {
  const { parts, staged, connection } = stage;
  const { path: folder } = (stage.folder ??= await writing(stage, () => makeStageFolder(connection)));
  const columns = new Map(Array.from(batch.columns.keys(), (column, index) => [column, index]));
  const types = Array.from(columns.keys(), ({ column: { type } }) => parquetType(type));
  const file = await writing(stage, () => createParquetFile(join(folder, `${parts.length}.parquet`), types));
  const last = parts.at(-1);
  const part: FilePart = {
    ...{ path: file.path, columns, rows: 0, firstRow: last === undefined ? 0 : last.firstRow + last.rows },
    select: (names) => selectRows(staged, part, names),
  };
  parts.push(part);
  stage.open = { part, file };
  return stage.open;
}

async function closeFile(stage: DuckDbStage): Promise<void> {
  const { open } = stage;
  stage.open = undefined;
  if (open !== undefined) await writing(stage, () => finishParquetFile(open.file));
}

async function dropStage(stage: DuckDbStage): Promise<void> {
  const { open, folder } = stage;
  stage.open = undefined;
  stage.folder = undefined;
  try {
    await open?.file.handle.close();
  } finally {
    folder?.remove();
  }
}

/** @throws LoadError that says where there was no room, or no leave, to write */
async function writing<Result>({ folder }: DuckDbStage, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause)) throw cause;
    const place = folder === undefined ? "" : ` in ${folder.path}`;
    throw new LoadError(`cannot keep the rows that were read${place}: ${cause.message}`, { cause });
  }
}

function parquetType(type: ColumnType): ParquetType {
  switch (type.kind) {
    case "bigint":
      return "integers";
    case "double":
      return "doubles";
    case "bool":
      return "booleans";
    case "timestamp":
      return type.zone ? "instants" : "local instants";
    default:
      return "texts";
  }
}

function selectRows(staged: StagedTable, part: FilePart, names: readonly string[]): string {
  const values = names.map((name) => `${valueOf(part, name, staged.columns.get(name))} AS ${quoteName(name)}`);
  const numbered = names.includes(ROW_NUMBER) ? ", file_row_number = true" : "";
  return `SELECT ${values.join(", ")} FROM read_parquet(${quoteText(part.path)}${numbered}) AS part`;
}

function valueOf({ columns, firstRow }: FilePart, name: string, staged: StagedColumn | undefined): string {
  if (name === ROW_NUMBER) return `part.file_row_number + ${firstRow}`;
  const index = staged && columns.get(staged);
  if (staged === undefined || index === undefined) return "NULL";
  return `CAST(part.${columnName(index)} AS ${sqlType(staged.column)})`;
}

function sqlType({ type, nativeType }: Column): string {
  return nativeType ?? sqlTypeOf(type);
}
