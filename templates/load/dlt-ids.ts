import { createHash, randomBytes } from "node:crypto";
import { createKeccak, type KeccakPair } from "./keccak.js";

const ID_BYTES = 10;
const ID_LENGTH = 14;
/** Ids that are made of one draw of random bytes. */
const DRAWN = 1_024;
const BASE64 = Uint8Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", (character) =>
  character.charCodeAt(0),
);

/** Makes random row ids: base64 of 10 bytes without padding. */
export function randomIds(): () => string {
  let bytes: Uint8Array = new Uint8Array();
  let position = 0;
  return () => {
    if (position === bytes.length) {
      bytes = randomBytes(DRAWN * ID_BYTES);
      position = 0;
    }
    position += ID_BYTES;
    return encodeId(bytes, position - ID_BYTES);
  };
}

/** Rows of a list whose ids are made at once, at most. */
export const SIBLINGS = 64;

/** Makes the ids of a child table's rows, which follow from their place as in dlt. */
export interface ChildIds {
  /** The ids that were made last. */
  readonly made: readonly string[];
  /** Makes the ids of a parent's rows from index `first` up to before `end`, at most `SIBLINGS`. */
  readonly make: (parentId: string, first: number, end: number) => void;
}

/** SHAKE-128's rate (FIPS 202): what one block of the hash takes, with its padding. */
const BLOCK_BYTES = 168;
/** Decimal digits of a list's index, at most. */
const INDEX_DIGITS = 16;
const DIGIT_0 = 0x30;
/** SHAKE's suffix and the first bit of the padding. */
const SUFFIX = 0x1f;
const LAST_BIT = 0x80;
const LAST_ASCII = 0x7f;

let keccak: KeccakPair | undefined | null = null;

/** An id is a hash of the parent's id, the table and the index in the list; two of them are made at a time. */
export function childIds(table: string): ChildIds {
  if (keccak === null) keccak = createKeccak();
  const made = new Array<string>(SIBLINGS).fill("");
  const place = Buffer.from(`_${table}_`);
  const indexStart = ID_LENGTH + place.length;
  const makeSlowly: ChildIds["make"] = (parentId, first, end) => {
    for (let index = first; index < end; index++) made[index - first] = hashId(parentId, table, index);
  };
  if (keccak === undefined || indexStart + INDEX_DIGITS >= BLOCK_BYTES) return { made, make: makeSlowly };
  const { input, output, permute } = keccak;
  const template = new Uint8Array(input.length);
  for (const [offset, byte] of place.entries()) setBoth(template, ID_LENGTH + offset, byte);
  setBoth(template, BLOCK_BYTES - 1, LAST_BIT);
  return {
    made,
    make(parentId, first, end) {
      if (parentId.length !== ID_LENGTH) return makeSlowly(parentId, first, end);
      input.set(template);
      for (let offset = 0; offset < ID_LENGTH; offset++) {
        const code = parentId.charCodeAt(offset);
        if (code > LAST_ASCII) return makeSlowly(parentId, first, end);
        setBoth(input, offset, code);
      }
      for (let index = first; index < end; index += 2) {
        for (let side = 0; side < 2; side++) {
          const last = writeNumber(input, side, indexStart, index + side);
          input[inPair(last, side)] = SUFFIX;
        }
        permute();
        for (let side = 0; side < 2; side++) made[index - first + side] = encodePair(output, side);
      }
    },
  };
}

function hashId(parentId: string, table: string, listIndex: number): string {
  const hash = createHash("shake128", { outputLength: ID_BYTES }).update(`${parentId}_${table}_${listIndex}`);
  return encodeId(hash.digest(), 0);
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

/** The id that the output of a hash makes: 8 bytes of its first lane, 2 of its second one. */
function encodePair(output: Uint8Array, side: number): string {
  const start = side << 3;
  const third = (byteAt(output, start + 6) << 16) | (byteAt(output, start + 7) << 8) | byteAt(output, start + 16);
  return base64(threeBytes(output, start), threeBytes(output, start + 3), third, byteAt(output, start + 17));
}

function encodeId(bytes: Uint8Array, start: number): string {
  const third = threeBytes(bytes, start + 6);
  return base64(threeBytes(bytes, start), threeBytes(bytes, start + 3), third, byteAt(bytes, start + 9));
}

/** Base64 of three times three bytes and one, without padding; one string at once, since joined ones cost more wherever they go. */
function base64(first: number, second: number, third: number, last: number): string {
  // prettier-ignore
  return String.fromCharCode(
    sixBits(first >> 18), sixBits(first >> 12), sixBits(first >> 6), sixBits(first),
    sixBits(second >> 18), sixBits(second >> 12), sixBits(second >> 6), sixBits(second),
    sixBits(third >> 18), sixBits(third >> 12), sixBits(third >> 6), sixBits(third),
    sixBits(last >> 2), sixBits(last << 4),
  );
}

function threeBytes(bytes: Uint8Array, start: number): number {
  return (byteAt(bytes, start) << 16) | (byteAt(bytes, start + 1) << 8) | byteAt(bytes, start + 2);
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function sixBits(bits: number): number {
  return BASE64[bits & 0x3f] ?? 0;
}
