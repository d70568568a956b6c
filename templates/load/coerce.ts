import { JsonDepthError, JsonDouble, parseExact } from "../http/exact-json.js";
import { dateOf, dayOfInstant, instantOfUnixSeconds, microsecondsOf, type Microseconds } from "./calendar.js";
import { fitsBigint, variantKindOf } from "./infer.js";
import { parseDecimal, parseFloatText, parseInteger } from "./numbers.js";
import { floatText, jsonText, valueText } from "./python-text.js";
import type { ColumnType } from "./schema.js";
import { parseDate, parseTime, parseTimestamp } from "./timestamps.js";

/**
 * A value as it is staged: a text for text, JSON and the rarer types (which the database casts), microseconds since 1970
 * for a timestamp.
 */
export type StagedValue = string | number | bigint | boolean;

/** The digits behind the point of dlt's type `wei`, which has none in DuckDB and 78 in Postgres. */
const WEI_SCALES: ReadonlySet<number> = new Set([0, 78]);
const TRUE_TEXTS: ReadonlySet<string> = new Set(["yes", "true", "t", "y", "1"]);
const FALSE_TEXTS: ReadonlySet<string> = new Set(["no", "false", "f", "n", "0"]);
const BASE64 = /^[A-Za-z\d+/]*={0,2}$/;
const HEXADECIMAL = /^0x[A-Fa-f\d]*$/;

/**
 * Fits a JSON value, with its number literal kept, into a column of a type; undefined when it does not fit and belongs in
 * a variant column. The rules are dlt's.
 */
export function coerce(value: unknown, type: ColumnType): StagedValue | undefined {
  switch (type.kind) {
    case "text":
      return valueText(value);
    case "bigint":
      return toInteger(value, 64);
    case "integer":
      return toInteger(value, type.bits)?.toString();
    case "double":
      return toDouble(value);
    case "bool":
      return toBoolean(value);
    case "timestamp":
      return toInstant(value);
    case "date":
      return toDateText(value);
    case "time":
      return toTimeText(value);
    case "decimal":
      return toDecimalText(value, type.precision, type.scale);
    case "binary":
      return toBinaryText(value);
    case "json":
      return toJsonText(value);
    case "unknown":
      return undefined;
    default:
      return type satisfies never;
  }
}

function toInteger(value: unknown, bits: number): number | bigint | undefined {
  if (typeof value === "number" && bits === 64) return value;
  const integer = typeof value === "string" ? parseInteger(value) : integerOf(value);
  return integer !== undefined && BigInt.asIntN(bits, integer) === integer ? integer : undefined;
}

/** The integer a JSON number stands for, however it is spelled. */
function integerOf(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  const number = value instanceof JsonDouble ? value.value : value;
  return typeof number === "number" && Number.isInteger(number) ? BigInt(number) : undefined;
}

function toDouble(value: unknown): number | undefined {
  if (typeof value === "bigint") return Number(value);
  const number = value instanceof JsonDouble ? value.value : value;
  const double = typeof number === "string" ? parseFloatText(number) : number;
  return typeof double === "number" ? double + 0 : undefined; // -0.0 is stored as 0.0, by dlt too
}

function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "number" || typeof value === "bigint") return value != 0;
  if (value instanceof JsonDouble) return value.value !== 0;
  if (typeof value !== "string") return undefined;
  const word = value.toLowerCase();
  return TRUE_TEXTS.has(word) ? true : FALSE_TEXTS.has(word) ? false : undefined;
}

/** A number is Unix time in seconds, also as text; a date alone is its midnight in UTC. */
function toInstant(value: unknown): Microseconds | undefined {
  if (typeof value === "boolean") return undefined;
  if (typeof value !== "string") {
    const seconds = toDouble(value);
    return seconds === undefined ? undefined : instantOfUnixSeconds(seconds);
  }
  const instant = parseTimestamp(value);
  if (instant !== undefined) return instant;
  const days = parseDate(value);
  if (days !== undefined) return microsecondsOf(days * 86_400, 0);
  const seconds = value.startsWith("0x") || parseTime(value) !== undefined ? undefined : parseFloatText(value);
  return seconds === undefined ? undefined : instantOfUnixSeconds(seconds);
}

function toDateText(value: unknown): string | undefined {
  const instant = toInstant(value);
  if (instant === undefined) return undefined;
  const { year, month, day } = dateOf(dayOfInstant(instant));
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

function toTimeText(value: unknown): string | undefined {
  const microseconds = typeof value === "string" ? parseTime(value) : undefined;
  if (microseconds === undefined) return undefined;
  const seconds = Math.floor(microseconds / 1_000_000);
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${clock.map((part) => padded(part, 2)).join(":")}.${padded(microseconds % 1_000_000, 6)}`;
}

function padded(value: number, digits: number): string {
  return value.toString().padStart(digits, "0");
}

function toDecimalText(value: unknown, precision: number, scale: number): string | undefined {
  if (typeof value === "string") return parseDecimal(value, precision, scale);
  if (typeof value === "number" || typeof value === "bigint") return parseDecimal(value.toString(), precision, scale);
  if (!(value instanceof JsonDouble)) return undefined;
  // dlt takes all digits of a double that is to be a whole number (its type `wei`), else the shortest that mean it.
  const isWhole = WEI_SCALES.has(scale) && Number.isInteger(value.value);
  return parseDecimal(isWhole ? BigInt(value.value).toString() : floatText(value.value), precision, scale);
}

/** The bytes as the database reads them from text: `\xFF` each. */
function toBinaryText(value: unknown): string | undefined {
  const bytes = typeof value === "string" ? bytesOfText(value) : bytesOfInteger(value);
  return bytes && Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}

function bytesOfText(text: string): Uint8Array | undefined {
  if (text.startsWith("0x")) {
    return text.length % 2 === 0 && HEXADECIMAL.test(text) ? Buffer.from(text.slice(2), "hex") : undefined;
  }
  return text.length % 4 === 0 && BASE64.test(text) ? Buffer.from(text, "base64") : undefined;
}

/** Least significant byte first, without leading zeros. */
function bytesOfInteger(value: unknown): Uint8Array | undefined {
  if (typeof value !== "number" && typeof value !== "bigint") return undefined;
  const integer = BigInt(value);
  if (integer < 0n || !fitsBigint(integer)) return undefined;
  const hex = integer === 0n ? "" : integer.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").reverse();
}

function toJsonText(value: unknown): string | undefined {
  if (typeof value === "string") {
    try {
      return jsonText(parseExact(value));
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof JsonDepthError) return undefined;
      throw error;
    }
  }
  return variantKindOf(value) === "json" ? jsonText(value) : undefined;
}
