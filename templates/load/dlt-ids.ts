import { createHash, randomBytes } from "node:crypto";
import { createKeccak, type Keccak } from "./keccak.js";

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

/** SHAKE-128's rate (FIPS 202): what one block of the hash takes, with its padding. */
const BLOCK_BYTES = 168;
/** Decimal digits of a list's index, at most. */
const INDEX_DIGITS = 16;
const DIGIT_0 = 0x30;
/** SHAKE's suffix and the first bit of the padding. */
const SUFFIX = 0x1f;
const LAST_BIT = 0x80;

let keccak: Keccak | undefined | null = null;

/**
 * Makes the ids of a child table's rows, which follow from their place as in dlt: a hash of the parent's id, the table and
 * the index in the list.
 */
export function childIds(table: string): (parentId: string, listIndex: number) => string {
  if (keccak === null) keccak = createKeccak();
  const fitsBlock = ID_LENGTH + table.length + 2 + INDEX_DIGITS < BLOCK_BYTES;
  if (keccak === undefined || !fitsBlock || !isAscii(table)) {
    return (parentId, listIndex) => hashId(parentId, table, listIndex);
  }
  const { state, permute } = keccak;
  const template = new Uint8Array(state.length);
  template.set(Buffer.from(`_${table}_`), ID_LENGTH);
  template[BLOCK_BYTES - 1] = LAST_BIT;
  const indexStart = ID_LENGTH + table.length + 2;
  return (parentId, listIndex) => {
    if (parentId.length !== ID_LENGTH) return hashId(parentId, table, listIndex);
    state.set(template);
    for (let index = 0; index < ID_LENGTH; index++) {
      const code = parentId.charCodeAt(index);
      if (code > 0x7f) return hashId(parentId, table, listIndex);
      state[index] = code;
    }
    state[writeNumber(state, indexStart, listIndex)] = SUFFIX;
    permute();
    return encodeId(state, 0);
  };
}

function hashId(parentId: string, table: string, listIndex: number): string {
  const hash = createHash("shake128", { outputLength: ID_BYTES }).update(`${parentId}_${table}_${listIndex}`);
  return encodeId(hash.digest(), 0);
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7f) return false;
  }
  return true;
}

/** Writes a whole number in decimal digits; the position behind it. */
function writeNumber(bytes: Uint8Array, start: number, value: number): number {
  if (value < 10) {
    bytes[start] = DIGIT_0 + value;
    return start + 1;
  }
  const end = writeNumber(bytes, start, Math.floor(value / 10));
  bytes[end] = DIGIT_0 + (value % 10);
  return end + 1;
}

/** Base64 of `ID_BYTES` bytes, without padding; one string at once, since joined ones cost more wherever they go. */
function encodeId(bytes: Uint8Array, start: number): string {
  const first = threeBytes(bytes, start);
  const second = threeBytes(bytes, start + 3);
  const third = threeBytes(bytes, start + 6);
  const last = byteAt(bytes, start + 9);
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
