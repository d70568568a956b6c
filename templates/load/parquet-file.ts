import { type FileHandle, open } from "node:fs/promises";
import { type ByteBuffer, createByteBuffer, extend, writeBytes, written } from "./byte-buffer.js";
import type { StagedValue } from "./coerce.js";
import { isIdList, valuesOf, type BatchValues, type IdList } from "./id-list.js";
import {
  ENCODINGS,
  writeBooleans,
  writeDoubles,
  writeIds,
  writeIntegers,
  writeLevels,
  writeTexts,
} from "./parquet-values.js";
import {
  bool,
  i32,
  i64,
  list,
  struct,
  structs,
  text,
  type ThriftField,
  type ThriftValue,
  writeThrift,
} from "./thrift.js";

/** What a column of a file holds; `instants` are microseconds since 1970. */
export type ParquetType = "integers" | "doubles" | "booleans" | "texts" | "instants" | "local instants";

/** A Parquet file that is being written: rows come in pages, and go to the file in groups of them. */
export interface ParquetFile {
  readonly path: string;
  readonly columns: readonly OpenColumn[];
  readonly handle: FileHandle;
  rows: number;
  /** Of the file, so far. */
  bytes: number;
  /** Rows of the group that is being filled. */
  groupRows: number;
  /** How many groups came before, and what the end of the file says of them. */
  groups: number;
  readonly descriptions: ByteBuffer;
}

interface OpenColumn {
  readonly type: ParquetType;
  /** The pages of the group that is being filled. */
  readonly pages: ByteBuffer;
}

type Values = readonly (StagedValue | null)[];

/** A group of rows is written to the file when it has so many bytes. */
const GROUP_BYTES = 500_000;
const MAGIC = Buffer.from("PAR1");
const PHYSICAL_TYPES = { booleans: 0, integers: 2, instants: 2, "local instants": 2, doubles: 5, texts: 6 } as const;
const OPTIONAL = 1;
const DATA_PAGE = 0;
const UNCOMPRESSED = 0;
const UTF8 = 0;
/** The version of the format whose logical types are used here. */
const VERSION = 2;

const body = createByteBuffer();

/** Creates a file that nobody else may read. Columns are called c0, c1, …: no text of a record is a name in it. */
export async function createParquetFile(path: string, types: readonly ParquetType[]): Promise<ParquetFile> {
  const handle = await open(path, "wx", 0o600);
  const columns = types.map((type): OpenColumn => ({ type, pages: createByteBuffer() }));
  await handle.writeFile(MAGIC);
  const descriptions = createByteBuffer();
  return { path, columns, handle, rows: 0, bytes: MAGIC.length, groupRows: 0, groups: 0, descriptions };
}

/** Adds rows, column by column; a column without values in them is undefined. */
export async function appendRows(file: ParquetFile, values: readonly (BatchValues | undefined)[], rows: number) {
  for (const [index, { type, pages }] of file.columns.entries()) appendPage(pages, type, values[index] ?? [], rows);
  file.rows += rows;
  file.groupRows += rows;
  if (groupBytes(file) >= GROUP_BYTES) await writeGroup(file);
}

/** Writes what is left, and the end of the file, which can be read from then on. */
export async function finishParquetFile(file: ParquetFile): Promise<void> {
  try {
    await writeGroup(file);
    const end = createByteBuffer();
    writeThrift(end, describeFile(file));
    const size = extend(end, 4);
    end.bytes.writeUInt32LE(size, size);
    writeBytes(end, MAGIC);
    await file.handle.writeFile(written(end));
  } finally {
    await file.handle.close();
  }
}

function groupBytes({ columns }: ParquetFile): number {
  let bytes = 0;
  for (const { pages } of columns) bytes += pages.length;
  return bytes;
}

function appendPage(pages: ByteBuffer, type: ParquetType, values: BatchValues, rows: number): void {
  body.length = 0;
  const areIds = isIdList(values) && values.others.size === 0;
  const encoding = areIds ? writeIdRows(values, rows) : writeRows(type, valuesOf(values), rows);
  const page = struct([1, i32(rows)], [2, i32(encoding)], [3, i32(ENCODINGS.levels)], [4, i32(ENCODINGS.levels)]);
  writeThrift(pages, struct([1, i32(DATA_PAGE)], [2, i32(body.length)], [3, i32(body.length)], [5, page]));
  writeBytes(pages, written(body));
}

/** Every row has an id; the encoding that they are written in. */
function writeIdRows(ids: IdList, rows: number): number {
  if (ids.count !== rows) throw new TypeError(`${rows} rows have ${ids.count} ids`);
  writeLevels(body, [], rows, rows);
  writeIds(body, ids);
  return ENCODINGS.texts;
}

function writeRows(type: ParquetType, values: Values, rows: number): number {
  let found = 0;
  for (let row = 0; row < rows; row++) if ((values[row] ?? null) !== null) found++;
  writeLevels(body, values, rows, found);
  if (found > 0) writeValues(body, type, values, rows);
  return type === "texts" && found > 0 ? ENCODINGS.texts : ENCODINGS.plain;
}

function writeValues(out: ByteBuffer, type: ParquetType, values: Values, rows: number): void {
  switch (type) {
    case "integers":
    case "instants":
    case "local instants":
      return writeIntegers(out, values, rows);
    case "doubles":
      return writeDoubles(out, values, rows);
    case "booleans":
      return writeBooleans(out, values, rows);
    case "texts":
      return writeTexts(out, values, rows);
    default:
      return type satisfies never;
  }
}

async function writeGroup(file: ParquetFile): Promise<void> {
  const { columns, groupRows, handle } = file;
  if (groupRows === 0) return;
  const total = groupBytes(file);
  const chunks = columns.map(({ type, pages: { length } }, index) => {
    const chunk = struct([2, i64(file.bytes)], [3, describeChunk(type, index, groupRows, length, file.bytes)]);
    file.bytes += length;
    return chunk;
  });
  writeThrift(file.descriptions, struct([1, list("struct", chunks)], [2, i64(total)], [3, i64(groupRows)]));
  file.groups++;
  await writeAll(
    handle,
    columns.map(({ pages }) => written(pages)),
    total,
  );
  for (const { pages } of columns) pages.length = 0;
  file.groupRows = 0;
}

/** One call for all columns: each goes through another thread and back. */
async function writeAll(handle: FileHandle, parts: readonly Uint8Array[], total: number): Promise<void> {
  const { bytesWritten } = await handle.writev(parts);
  // A disk that is full takes what it has room for, and says so when the rest comes.
  if (bytesWritten < total) await handle.writeFile(Buffer.concat(parts).subarray(bytesWritten));
}

function describeChunk(type: ParquetType, index: number, rows: number, length: number, start: number): ThriftValue {
  const { plain, levels, texts } = ENCODINGS;
  return struct(
    [1, i32(PHYSICAL_TYPES[type])],
    [2, list("i32", [plain, levels, texts].map(i32))],
    [3, list("text", [text(columnName(index))])],
    [4, i32(UNCOMPRESSED)],
    [5, i64(rows)],
    [6, i64(length)],
    [7, i64(length)],
    [9, i64(start)],
  );
}

function describeFile({ columns, rows, groups, descriptions }: ParquetFile): ThriftValue {
  const root = struct([4, text("rows")], [5, i32(columns.length)]);
  const schema = columns.map(({ type }, index) =>
    struct([1, i32(PHYSICAL_TYPES[type])], [3, i32(OPTIONAL)], [4, text(columnName(index))], ...logicalType(type)),
  );
  return struct(
    [1, i32(VERSION)],
    [2, list("struct", [root, ...schema])],
    [3, i64(rows)],
    [4, structs(groups, descriptions)],
  );
}

/** The field of a column's description that says what its values mean. */
function logicalType(type: ParquetType): readonly ThriftField[] {
  switch (type) {
    case "texts":
      return [[6, i32(UTF8)]]; // of the older kind, which is all that DuckDB looks at here
    case "instants":
    case "local instants":
      return [[10, struct([8, struct([1, bool(type === "instants")], [2, struct([2, struct()])])])]];
    case "integers":
    case "doubles":
    case "booleans":
      return [];
    default:
      return type satisfies never;
  }
}

export function columnName(index: number): string {
  return `c${index}`;
}
