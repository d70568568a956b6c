import type { StagedValue } from "./coerce.js";

/** dlt's ids are base64 of so many bytes, without padding. */
export const ID_BYTES = 10;
export const ID_LENGTH = 14;

/**
 * Ids of rows, one for each: of a page's rows, or of a batch's. Nearly all are 14 characters of ASCII: they are made,
 * repeated and written as bytes, without ever being strings, since most of what a child row takes is its three ids.
 */
export interface IdList {
  count: number;
  /** The characters of all ids, without anything between them; the rest is room. */
  bytes: Buffer;
  view: DataView;
  /** The ids of another form, which an API may send, by their place; the bytes there mean nothing. */
  readonly others: Map<number, string>;
}

/** The values of a column of a batch; null where a row has none. */
export type BatchValues = (StagedValue | null)[] | IdList;

/** An id is written as four words of four bytes: the next one begins so many bytes before the last word ends. */
const OVERLAP = 16 - ID_LENGTH;
/** Ids that a list has room for from the start. */
const FIRST_IDS = 64;
const LAST_ASCII = 0x7f;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** The two characters of base64 that twelve bits make, the first one in the lower byte. */
const PAIRS = new Uint16Array(4_096);
// Not `Uint16Array.from`, which takes a millisecond of every start.
for (let bits = 0; bits < PAIRS.length; bits++) {
  PAIRS[bits] = ALPHABET.charCodeAt(bits >> 6) | (ALPHABET.charCodeAt(bits & 63) << 8);
}

export function createIdList(): IdList {
  return { count: 0, ...bytesFor(FIRST_IDS), others: new Map() };
}

function bytesFor(ids: number): Pick<IdList, "bytes" | "view"> {
  const bytes = Buffer.alloc(ids * ID_LENGTH + OVERLAP);
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
}

export function clearIds(list: IdList): void {
  list.count = 0;
  list.others.clear();
}

/** Makes room for another id; the position of its bytes. */
function addBytes(list: IdList): number {
  const { bytes, count } = list;
  list.count++;
  if (list.count * ID_LENGTH + OVERLAP > bytes.length) {
    Object.assign(list, bytesFor(2 * count));
    bytes.copy(list.bytes, 0, 0, count * ID_LENGTH);
  }
  return count * ID_LENGTH;
}

/** Adds base64 of ten bytes, four, four and two of them in a number each. */
export function addHash(list: IdList, start: number, middle: number, end: number): void {
  const at = addBytes(list);
  const { view } = list;
  view.setInt32(at, fourCharacters(start >>> 8), true);
  view.setInt32(at + 4, fourCharacters(((start & 0xff) << 16) | (middle >>> 16)), true);
  view.setInt32(at + 8, fourCharacters(((middle & 0xffff) << 8) | (end >> 8)), true);
  view.setInt32(at + 12, twoCharacters((end & 0xff) << 4), true);
}

function fourCharacters(bits: number): number {
  return twoCharacters(bits >> 12) | (twoCharacters(bits) << 16);
}

function twoCharacters(bits: number): number {
  return PAIRS[bits & 0xfff] ?? 0;
}

/** Adds an id of any form. */
export function addId(list: IdList, id: string): void {
  addBytes(list);
  setId(list, list.count - 1, id);
}

/** Puts an id of any form in the place of another one. */
export function setId({ bytes, others }: IdList, index: number, id: string): void {
  if (isCommon(id)) bytes.write(id, index * ID_LENGTH, "latin1");
  else others.set(index, id);
}

function isCommon(id: string): boolean {
  if (id.length !== ID_LENGTH) return false;
  for (let index = 0; index < ID_LENGTH; index++) if (id.charCodeAt(index) > LAST_ASCII) return false;
  return true;
}

/** Adds an id of another list. */
export function copyId(list: IdList, from: IdList, index: number): void {
  const other = from.others.size === 0 ? undefined : from.others.get(index);
  if (other !== undefined) return addId(list, other);
  const at = addBytes(list);
  const start = ID_LENGTH * index;
  const { view } = list;
  view.setInt32(at, from.view.getInt32(start));
  view.setInt32(at + 4, from.view.getInt32(start + 4));
  view.setInt32(at + 8, from.view.getInt32(start + 8));
  view.setInt32(at + 12, from.view.getInt32(start + 12));
}

export function idAt({ bytes, others }: IdList, index: number): string {
  return others.get(index) ?? bytes.toString("latin1", index * ID_LENGTH, (index + 1) * ID_LENGTH);
}

/** The values one by one. */
export function valuesOf(values: BatchValues): readonly (StagedValue | null)[] {
  if (!isIdList(values)) return values;
  const { count, bytes, others } = values;
  const joined = bytes.toString("latin1", 0, count * ID_LENGTH);
  const textAt = (index: number) => joined.slice(index * ID_LENGTH, (index + 1) * ID_LENGTH);
  return Array.from({ length: count }, (_, index) => others.get(index) ?? textAt(index));
}

export function isIdList(values: BatchValues): values is IdList {
  return "bytes" in values;
}
