import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBUUIDValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { parseCanonical, type CanonicalValue } from "./canonical-json.js";
import { pythonFloat } from "./python-text.js";

const MAX_SAFE = 2n ** 53n - 1n;
const MICROS_PER_SECOND = 1_000_000n;

/** Replacements made in text values before anything else, e.g. a server's address by a fixed one. */
export type Replacements = readonly (readonly [from: string, to: string])[];

/**
 * One value of a DuckDB column of type `duckType` (as `information_schema` names it) in the canonical form of the oracle
 * cases. Fails for types that neither dlt nor a connector writes.
 */
export function canonicalValue(value: DuckDBValue, duckType: string, replacements: Replacements): CanonicalValue {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") {
    const text = replacements.reduce((replaced, [from, to]) => replaced.replaceAll(from, to), value);
    return duckType === "JSON" ? parseCanonical(text) : text;
  }
  if (typeof value === "bigint") return canonicalInteger(value);
  if (typeof value === "number") {
    return duckType === "DOUBLE" || duckType === "FLOAT" ? pythonFloat(value) : canonicalInteger(BigInt(value));
  }
  if (value instanceof DuckDBDecimalValue || value instanceof DuckDBUUIDValue) return value.toString();
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString("base64");
  if (value instanceof DuckDBDateValue) return isoDay(BigInt(value.days));
  if (value instanceof DuckDBTimeValue) return isoTime(value.micros);
  const micros = timestampMicros(value);
  if (micros === undefined) throw new TypeError(`no canonical form for a value of type ${duckType}`);
  return isoTimestamp(micros) + (value instanceof DuckDBTimestampTZValue ? "Z" : "");
}

/** Microseconds since 1970 (UTC) of a timestamp of any precision; undefined for other values. */
export function timestampMicros(value: DuckDBValue): bigint | undefined {
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) return value.micros;
  if (value instanceof DuckDBTimestampSecondsValue) return value.seconds * MICROS_PER_SECOND;
  if (value instanceof DuckDBTimestampMillisecondsValue) return value.millis * 1_000n;
  if (value instanceof DuckDBTimestampNanosecondsValue) return value.nanos / 1_000n; // towards 1970, as DuckDB casts
  return undefined;
}

function canonicalInteger(value: bigint): CanonicalValue {
  return value >= -MAX_SAFE && value <= MAX_SAFE ? { number: String(value) } : String(value);
}

function isoTimestamp(micros: bigint): string {
  const microsPerDay = 86_400n * MICROS_PER_SECOND;
  const days = floorDivide(micros, microsPerDay);
  return `${isoDay(days)}T${isoTime(micros - days * microsPerDay)}`;
}

function isoDay(daysSince1970: bigint): string {
  const text = new Date(Number(daysSince1970) * 86_400_000).toISOString();
  if (!/^\d{4}-/.test(text)) throw new RangeError(`${text} lies outside the years 1 to 9999 that Python knows`);
  return text.slice(0, 10);
}

function isoTime(microsOfDay: bigint): string {
  const seconds = microsOfDay / MICROS_PER_SECOND;
  const parts = [seconds / 3_600n, (seconds / 60n) % 60n, seconds % 60n];
  const clock = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return `${clock}.${String(microsOfDay % MICROS_PER_SECOND).padStart(6, "0")}`;
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}
