import { createHash, randomBytes } from "node:crypto";
import { addHash, addId, ID_BYTES, ID_LENGTH, idAt, setId, type IdList } from "./id-list.js";
import { createKeccak, type KeccakPair } from "./keccak.js";

/** Ids that are made of one draw of random bytes. */
const DRAWN = 1_024;

/** A random row id: base64 of 10 bytes without padding. */
export function randomId(): string {
  return base64(randomBytes(ID_BYTES));
}

/** Adds random ids to lists. */
export function createRandomIds(): (list: IdList) => void {
  let bytes = Buffer.alloc(0);
  let position = 0;
  return (list) => {
    if (position === bytes.length) {
      bytes = randomBytes(DRAWN * ID_BYTES);
      position = 0;
    }
    addHash(list, bytes.readUInt32BE(position), bytes.readUInt32BE(position + 4), bytes.readUInt16BE(position + 8));
    position += ID_BYTES;
  };
}

/** Where rows of a child table hang: each on one of the parent table's, at an index of its list. */
interface ListPositions {
  readonly count: number;
  readonly parents: Int32Array;
  readonly indexes: Int32Array;
}

/** Adds the ids of a child table's rows, which follow from their place as in dlt. */
export type AddChildIds = (list: IdList, rows: ListPositions, parentIds: IdList) => void;

/** SHAKE-128's rate (FIPS 202): what one block of the hash takes, with its padding. */
const BLOCK_BYTES = 168;
/** Decimal digits of a list's index, at most. */
const INDEX_DIGITS = 10;
const DIGIT_0 = 0x30;
/** SHAKE's suffix and the first bit of the padding. */
const SUFFIX = 0x1f;
const LAST_BIT = 0x80;

let keccak: KeccakPair | undefined | null = null;

/** An id is a hash of the parent's id, the table and the index in the list; two of them are made at a time. */
export function childIds(table: string): AddChildIds {
  if (keccak === null) keccak = createKeccak();
  const place = Buffer.from(`_${table}_`);
  const indexStart = ID_LENGTH + place.length;
  const addSlowly: AddChildIds = (list, { count, parents, indexes }, parentIds) => {
    for (let row = 0; row < count; row++) {
      addId(list, hashPlace(idAt(parentIds, parents[row] ?? 0), table, indexes[row] ?? 0));
    }
  };
  if (keccak === undefined || indexStart + INDEX_DIGITS >= BLOCK_BYTES) return addSlowly;
  const { input, output, permute } = keccak;
  const template = new Uint8Array(input.length);
  for (const [offset, byte] of place.entries()) setBoth(template, ID_LENGTH + offset, byte);
  setBoth(template, BLOCK_BYTES - 1, LAST_BIT);
  const before = viewOf(input);
  const after = viewOf(output);
  const placeHead = place.readUInt16LE(0) << 16;
  return (list, rows, parentIds) => {
    const { count, parents, indexes } = rows;
    /** Where the suffix behind the index stood last. */
    const ends = [0, 0];
    input.set(template);
    for (let row = 0; row < count; row += 2) {
      for (let side = 0; side < 2; side++) {
        writeParent(before, side, parentIds.view, parents[row + side] ?? 0, placeHead);
        const end = writeNumber(input, side, indexStart, indexes[row + side] ?? 0);
        input[inPair(end, side)] = SUFFIX;
        for (let rest = end + 1; rest <= (ends[side] ?? 0); rest++) input[inPair(rest, side)] = 0;
        ends[side] = end;
      }
      permute();
      addHash(list, after.getUint32(0), after.getUint32(4), after.getUint16(16));
      if (row + 1 < count) addHash(list, after.getUint32(8), after.getUint32(12), after.getUint16(24));
    }
    if (parentIds.others.size === 0) return;
    for (let row = 0; row < count; row++) {
      const other = parentIds.others.get(parents[row] ?? 0);
      if (other !== undefined) setId(list, row, hashPlace(other, table, indexes[row] ?? 0));
    }
  };
}

/** The parent's id stands in front of the place, whose first two characters share a word with its last two. */
function writeParent(pair: DataView, side: number, ids: DataView, row: number, placeHead: number): void {
  const start = side << 3;
  const from = row * ID_LENGTH;
  pair.setInt32(start, ids.getInt32(from));
  pair.setInt32(start + 4, ids.getInt32(from + 4));
  pair.setInt32(start + 16, ids.getInt32(from + 8));
  pair.setInt32(start + 20, (ids.getInt32(from + 12, true) & 0xffff) | placeHead, true);
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

function hashPlace(parentId: string, table: string, listIndex: number): string {
  return hashText(`${parentId}_${table}_${listIndex}`);
}

/** The row id that dlt makes of a text. */
export function hashText(text: string): string {
  return base64(createHash("shake128", { outputLength: ID_BYTES }).update(text).digest());
}

function base64(bytes: Buffer): string {
  return bytes.toString("base64").slice(0, ID_LENGTH);
}

/** Where a byte of one of two states stands, whose lanes alternate. */
function inPair(position: number, side: number): number {
  return ((position >> 3) << 4) + (side << 3) + (position & 7);
}

function setBoth(pair: Uint8Array, position: number, byte: number): void {
  pair[inPair(position, 0)] = byte;
  pair[inPair(position, 1)] = byte;
}

/** Writes a whole number in decimal digits; the position behind it. */
function writeNumber(pair: Uint8Array, side: number, start: number, value: number): number {
  const end = value < 10 ? start : writeNumber(pair, side, start, Math.floor(value / 10));
  pair[inPair(end, side)] = DIGIT_0 + (value % 10);
  return end + 1;
}
