import { createHash } from "node:crypto";

/** Longest table or column name that DuckDB is given, in characters (as dlt's DuckDB destination). */
export const DUCKDB_NAME_LIMIT = 65_536;
/** Of Postgres. */
export const POSTGRES_NAME_LIMIT = 63;
/** Of files, whose tables are folders (as dlt's filesystem destination). */
export const FILES_NAME_LIMIT = 200;

/** Stands for a key that is empty, blank or made of separators only. */
const EMPTY_KEY = "_empty";
const SEPARATOR = "__";
const TAG_BYTES = 4;

// What Python's str.strip() removes; String.trim() differs in U+001C–1F, U+0085 and U+FEFF.
const BLANK = /[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const REPLACED: ReadonlyMap<string, string> = new Map([
  ["+", "x"],
  ["-", "_"],
  ["*", "x"],
  ["@", "a"],
  ["|", "l"],
]);

/** `text` without the white space that Python's `strip()` takes off. */
export function stripBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.test(text.charAt(start))) start++;
  while (end > start && BLANK.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/**
 * The spelling of one name in the destination: dlt's `snake_case` convention (`getHTTPCode` → `get_http_code`).
 *
 * @param maxLength longest result in characters; a longer one keeps its two ends around a hash of the original
 * @throws Error when `name` is empty or blank
 */
export function normalizeIdentifier(name: string, maxLength: number = DUCKDB_NAME_LIMIT): string {
  const stripped = stripBlanks(name);
  if (stripped === "") throw new Error("a name must not be empty or blank");
  const words = stripped
    .replace(/[-+*@|]/g, (character) => REPLACED.get(character) ?? character)
    .replace(/[^a-zA-Z\p{Nd}_]+/gu, "_")
    .replace(/([^_])([A-Z][a-z]+)/gu, "$1_$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();
  // A trailing underscore becomes an x before runs collapse: `a__` is `axx`.
  const normalized = (/^\p{Nd}/u.test(words) ? `_${words}` : words)
    .replace(/(?<!_)_+$/, (underscores) => "x".repeat(underscores.length))
    .replace(/__+/g, "_");
  return shorten(normalized, stripped, maxLength);
}

/**
 * Normalizes each part of a name that holds `__` and keeps the separators, as dlt does for table names and record keys.
 *
 * @throws Error when no part is left
 */
export function normalizePath(path: string, maxLength: number = DUCKDB_NAME_LIMIT): string {
  const parts = path.split(SEPARATOR).filter((part) => stripBlanks(part) !== "");
  if (parts.length === 0) throw new Error("a name must not be empty, blank or made of separators only");
  const joined = parts.map((part) => normalizeIdentifier(part, maxLength)).join(SEPARATOR);
  return shorten(joined, path, maxLength);
}

/** The column or child table part of a record's key; a key without a usable character is `_empty`, never an error. */
export function normalizeKey(key: string, maxLength: number = DUCKDB_NAME_LIMIT): string {
  const blank = key.split(SEPARATOR).every((part) => stripBlanks(part) === "");
  return blank ? EMPTY_KEY : normalizePath(key, maxLength);
}

/** Joins normalized names to that of a flattened column, a child table or a variant column. */
export function joinNames(parts: readonly string[], maxLength: number = DUCKDB_NAME_LIMIT): string {
  const whole = wholeName(parts);
  return shorten(whole, whole, maxLength);
}

/** The joined names before they are cut to what the destination takes. */
export function wholeName(parts: readonly string[]): string {
  return parts.join(SEPARATOR);
}

function shorten(normalized: string, original: string, maxLength: number): string {
  if (normalized.length <= maxLength) return normalized;
  const characters = Array.from(normalized); // digits of other scripts may take two code units
  if (characters.length <= maxLength) return normalized;
  const tag = createHash("shake128", { outputLength: TAG_BYTES })
    .update(original, "utf8")
    .digest("base64")
    .replace(/=+$/, "")
    .replaceAll("/", "a")
    .replaceAll("+", "b")
    .toLowerCase();
  const kept = maxLength - tag.length;
  const tail = Math.floor(kept / 2);
  return characters.slice(0, kept - tail).join("") + tag + characters.slice(characters.length - tail).join("");
}
