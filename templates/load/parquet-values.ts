import { type ByteBuffer, extend, writeByte, writeSigned, writeVarint } from "./byte-buffer.js";
import type { StagedValue } from "./coerce.js";
import { ID_LENGTH, type IdList } from "./id-list.js";
import { BATCH_ROWS } from "./staged-table.js";

/** How values stand in a page of a Parquet file, as its format numbers the ways. */
export const ENCODINGS = { plain: 0, levels: 3, texts: 6 } as const;

type Values = readonly (StagedValue | null)[];

// Room for the values of a batch, used for one after the other.
const words = new Int32Array(2 * BATCH_ROWS);
const wordBytes = Buffer.from(words.buffer);
const doubles = new Float64Array(words.buffer);
const longs = new BigInt64Array(words.buffer);
const lengths = new Int32Array(BATCH_ROWS);

/** Which of the rows have a value: as one run where all of them do, or none, else a bit for each. */
export function writeLevels(out: ByteBuffer, values: Values, rows: number, found: number): void {
  const lengthAt = extend(out, 4);
  if (found === rows || found === 0) {
    writeVarint(out, rows << 1);
    writeByte(out, found === 0 ? 0 : 1);
  } else {
    const groups = (rows + 7) >> 3;
    writeVarint(out, (groups << 1) | 1);
    writeBits(out, rows, (row) => values[row] !== null);
  }
  out.bytes.writeInt32LE(out.length - lengthAt - 4, lengthAt);
}

/** Eight bytes each, the lowest ones first. */
export function writeIntegers(out: ByteBuffer, values: Values, rows: number): void {
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row];
    if (typeof value === "number") {
      words[2 * count] = value; // the lowest 32 bits, as JavaScript converts numbers
      words[2 * count + 1] = Math.floor(value / 0x1_0000_0000);
      count++;
    } else if (typeof value === "bigint") {
      longs[count++] = value;
    }
  }
  copyWords(out, count);
}

export function writeDoubles(out: ByteBuffer, values: Values, rows: number): void {
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row];
    if (typeof value === "number") doubles[count++] = value;
  }
  copyWords(out, count);
}

/** One bit each. */
export function writeBooleans(out: ByteBuffer, values: Values, rows: number): void {
  const found = values.slice(0, rows).filter((value) => value !== null);
  writeBits(out, found.length, (row) => found[row] === true);
}

/** All lengths, then all texts without anything between them: what JavaScript joins at once is written at once. */
export function writeTexts(out: ByteBuffer, values: Values, rows: number): void {
  const joined = (values.length === rows ? values : values.slice(0, rows)).join(""); // nothing for a null
  const bytes = Buffer.byteLength(joined);
  const isAscii = bytes === joined.length;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row];
    if (value === null || value === undefined) continue;
    const text = String(value);
    lengths[count++] = isAscii ? text.length : Buffer.byteLength(text);
  }
  writeLengths(out, count);
  const start = extend(out, bytes);
  out.bytes.write(joined, start, bytes, isAscii ? "latin1" : "utf8");
}

/** The same for ids, whose characters stand one after the other already. */
export function writeIds(out: ByteBuffer, { count, bytes }: IdList): void {
  writeEqualLengths(out, ID_LENGTH, count);
  const size = count * ID_LENGTH;
  const start = extend(out, size);
  bytes.copy(out.bytes, start, 0, size);
}

const BLOCK = 128;
const MINIBLOCKS = 4;
const MINIBLOCK = BLOCK / MINIBLOCKS;

/**
 * The differences of lengths, in blocks that each say how many bits a difference takes: whole bytes here (Parquet's
 * encoding DELTA_BINARY_PACKED).
 */
function writeLengths(out: ByteBuffer, count: number): void {
  startLengths(out, lengthAt(0), count);
  for (let start = 1; start < count; start += BLOCK) writeLengthBlock(out, start, Math.min(start + BLOCK, count));
}

/** The same for lengths that are all one: no difference takes a bit, and the least one is 0. */
function writeEqualLengths(out: ByteBuffer, length: number, count: number): void {
  startLengths(out, length, count);
  const start = extend(out, Math.ceil((count - 1) / BLOCK) * (1 + MINIBLOCKS));
  out.bytes.fill(0, start, out.length);
}

function startLengths(out: ByteBuffer, first: number, count: number): void {
  writeVarint(out, BLOCK);
  writeVarint(out, MINIBLOCKS);
  writeVarint(out, count);
  writeSigned(out, first);
}

function writeLengthBlock(out: ByteBuffer, start: number, end: number): void {
  let least = difference(start);
  let greatest = least;
  for (let index = start + 1; index < end; index++) {
    const value = difference(index);
    if (value < least) least = value;
    else if (value > greatest) greatest = value;
  }
  writeSigned(out, least);
  const widthsAt = extend(out, MINIBLOCKS);
  if (least === greatest) return void out.bytes.fill(0, widthsAt, out.length);
  for (let miniblock = 0; miniblock < MINIBLOCKS; miniblock++) {
    const first = start + miniblock * MINIBLOCK;
    const behind = Math.min(first + MINIBLOCK, end);
    let most = 0;
    for (let index = first; index < behind; index++) most = Math.max(most, difference(index) - least);
    const width = most === 0 ? 0 : most < 0x100 ? 1 : most < 0x1_0000 ? 2 : 4;
    out.bytes[widthsAt + miniblock] = 8 * width;
    let at = extend(out, MINIBLOCK * width);
    out.bytes.fill(0, at, out.length);
    if (width === 0) continue;
    for (let index = first; index < behind; index++) {
      out.bytes.writeUIntLE(difference(index) - least, at, width);
      at += width;
    }
  }
}

function lengthAt(index: number): number {
  return lengths[index] ?? 0;
}

function difference(index: number): number {
  return lengthAt(index) - lengthAt(index - 1);
}

function writeBits(out: ByteBuffer, count: number, isSet: (index: number) => boolean): void {
  const start = extend(out, (count + 7) >> 3);
  for (let first = 0; first < count; first += 8) {
    let byte = 0;
    for (let bit = 0; bit < 8 && first + bit < count; bit++) if (isSet(first + bit)) byte |= 1 << bit;
    out.bytes[start + (first >> 3)] = byte;
  }
}

function copyWords(out: ByteBuffer, count: number): void {
  const start = extend(out, 8 * count);
  wordBytes.copy(out.bytes, start, 0, 8 * count);
}
