import { createHash, randomBytes } from "node:crypto";
import { createKeccak, type Keccak } from "./keccak.js";

const ID_BYTES = 10;
/** Ids that are made of one draw of random bytes. */
const DRAWN = 1_024;

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

/** SHAKE-128's rate, FIPS 202: what one block of the hash takes, with its padding. */
const BLOCK_BYTES = 168;
const LONGEST_LIST_INDEX = 16;
const UNDERSCORE = 0x5f;
const DIGIT_0 = 0x30;

let keccak: Keccak | undefined | null = null;

/** The id of a child row, which follows from its place as in dlt: a hash of its parent's id, its table and its index. */
export function childId(parentId: string, table: string, listIndex: number): string {
  if (keccak === null) keccak = createKeccak();
  if (keccak === undefined || parentId.length + table.length + 2 + LONGEST_LIST_INDEX >= BLOCK_BYTES) {
    return hashId(parentId, table, listIndex);
  }
  const { state, permute } = keccak;
  state.fill(0);
  const middle = writeAscii(state, 0, parentId);
  const end = middle === -1 ? -1 : writeAscii(state, middle + 1, table);
  if (end === -1) return hashId(parentId, table, listIndex);
  state[middle] = UNDERSCORE;
  state[end] = UNDERSCORE;
  state[writeNumber(state, end + 1, listIndex)] = 0x1f; // SHAKE's suffix and the first bit of the padding
  state[BLOCK_BYTES - 1] = 0x80;
  permute();
  return encodeId(state, 0);
}

function hashId(parentId: string, table: string, listIndex: number): string {
  const hash = createHash("shake128", { outputLength: ID_BYTES }).update(`${parentId}_${table}_${listIndex}`);
  return encodeId(hash.digest(), 0);
}

/** Writes a text; the position behind it, or -1 when it is not ASCII. */
function writeAscii(bytes: Uint8Array, start: number, text: string): number {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return -1;
    bytes[start + index] = code;
  }
  return start + text.length;
}

/** Writes a whole number in decimal digits; the position behind it. */
function writeNumber(bytes: Uint8Array, start: number, value: number): number {
  let end = start + 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) end++;
  for (let position = end - 1, rest = value; position >= start; position--, rest = Math.floor(rest / 10)) {
    bytes[position] = DIGIT_0 + (rest % 10);
  }
  return end;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** Two characters of base64 for each 12 bits. */
const PAIRS: readonly string[] = Array.from(BASE64, (first) => Array.from(BASE64, (second) => first + second)).flat();

/** Base64 of `ID_BYTES` bytes, without padding. */
function encodeId(bytes: Uint8Array, start: number): string {
  let id = "";
  for (let index = start; index < start + ID_BYTES - 1; index += 3) {
    const bits = (byteAt(bytes, index) << 16) | (byteAt(bytes, index + 1) << 8) | byteAt(bytes, index + 2);
    id += pairOf(bits >> 12) + pairOf(bits & 0xfff);
  }
  return id + pairOf(byteAt(bytes, start + ID_BYTES - 1) << 4);
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function pairOf(bits: number): string {
  return PAIRS[bits] ?? "";
}
