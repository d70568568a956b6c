import { createHash } from "node:crypto";
import { field } from "../http/select.js";
import { sortedJson } from "../load/sorted-json.js";
import { CursorError } from "./cursor-error.js";

/** Tells a record apart from others with the same cursor. `exact` is the same record with its number literals. */
export type RowHash = (record: unknown, exact: () => unknown) => string;

const HASH_BYTES = 9;

/** Hashes the whole record, as dlt does for a resource without a primary key. */
export const hashRecord: RowHash = (_record, exact) => hashOf(exact());

/**
 * Hashes the key fields: their value, or the list of their values when the config writes a list. Throws a `CursorError`
 * for a record without one of them.
 */
export function hashKey(key: string | readonly string[]): RowHash {
  const pick = (record: unknown) =>
    typeof key === "string" ? keyValue(record, key) : key.map((name) => keyValue(record, name));
  return (record, exact) => {
    const value = pick(record);
    const isText = Array.isArray(value) ? value.every((part) => typeof part === "string") : typeof value === "string";
    return hashOf(isText ? value : pick(exact()));
  };
}

function keyValue(record: unknown, name: string): unknown {
  const value = field(record, name);
  if (value === undefined) throw new CursorError(`a record has no field "${name}", which tells it apart from others`);
  return value;
}

/** dlt: SHAKE-128 of the value as compact JSON with sorted keys, in base64 without padding. */
function hashOf(value: unknown): string {
  return createHash("shake128", { outputLength: HASH_BYTES }).update(sortedJson(value)).digest("base64");
}
