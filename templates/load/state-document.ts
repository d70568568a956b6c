import { createHash } from "node:crypto";
import { deflateSync, inflateSync } from "node:zlib";
import { parseExact, type ExactValue } from "../http/exact-json.js";
import { jsonText } from "./python-text.js";
import { sortedJson } from "./sorted-json.js";

/**
 * A value of dlt's state. Values that JSON has no type for are texts that begin with a character of the private use area
 * (dlt's `json.typed_dumps`): U+F026 a decimal, U+F027 a timestamp, U+F028 a date, U+F02D a time.
 */
export type StateValue = ExactValue;

/** An object of dlt's state. Unknown keys in it belong to somebody else and stay as they are. */
export interface StateObject {
  [key: string]: StateValue;
}

/** What dlt leaves out of the hash of a state, which it must not change. */
const UNHASHED: ReadonlySet<string> = new Set(["_state_version", "_state_engine_version", "_version_hash", "_local"]);

/**
 * Reads a stored state or schema: JSON, or base64 of compressed JSON (zlib).
 *
 * @throws SyntaxError or a zlib error when it is neither
 */
export function decodeDocument(text: string): StateObject {
  const json = text.startsWith("{") ? text : inflateSync(Buffer.from(text, "base64")).toString("utf8");
  const document = parseExact(json);
  if (!isStateObject(document)) throw new SyntaxError("a state is a JSON object");
  return document;
}

/** Compresses a document as dlt stores states. */
export function encodeDocument(document: StateObject): string {
  return deflateSync(Buffer.from(jsonText(document)), { level: 9 }).toString("base64");
}

/** dlt's hash of a state's content: SHA3-256 of its sorted JSON, without version, hash and what is kept locally. */
export function stateHash(document: StateObject): string {
  const content = Object.fromEntries(Object.entries(document).filter(([key]) => !UNHASHED.has(key)));
  return createHash("sha3-256").update(sortedJson(content)).digest("base64");
}

/** The object at a path of keys; undefined when there is none. */
export function objectAt(document: StateObject, keys: readonly string[]): StateObject | undefined {
  let object: StateObject | undefined = document;
  for (const key of keys) {
    const value: StateValue | undefined = object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
    object = isStateObject(value) ? value : undefined;
  }
  return object;
}

/** Puts a value at a path of keys; objects that are missing on the way are made. */
export function setAt(document: StateObject, keys: readonly string[], value: StateValue): void {
  let object = document;
  for (const key of keys.slice(0, -1)) {
    const next = objectAt(object, [key]) ?? {};
    setOwn(object, key, next);
    object = next;
  }
  const last = keys.at(-1);
  if (last !== undefined) setOwn(object, last, value);
}

export function isStateObject(value: StateValue | undefined): value is StateObject {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** `__proto__` is a key like others. */
function setOwn(object: StateObject, key: string, value: StateValue): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
