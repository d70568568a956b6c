import { type RequestLine, requestError } from "./errors.js";
import { printable, shorten } from "./printable.js";
import type { Redact } from "./redact.js";

/** A total that an answer may have: undefined when it is absent, negative or no number. */
export function knownTotal(value: unknown): number | undefined {
  const total = toInteger(value);
  return total !== undefined && total >= 0 ? total : undefined;
}

/** A total that an answer must have; throws an `ApiError` otherwise, as dlt does. */
export function requireTotal(value: unknown, redact: Redact, request: RequestLine, path: string): number {
  const total = toInteger(value);
  if (total !== undefined) return total;
  const problem = `no total at "${path}", but ${shown(value)}: where an API tells none, total_path is null`;
  throw requestError(redact, request, problem);
}

/** Whether there is more to read: a boolean, or one of the words dlt knows; throws an `ApiError` for anything else. */
export function requireFlag(value: unknown, redact: Redact, request: RequestLine, path: string): boolean {
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.toLowerCase() : "";
  if (["yes", "true", "t", "y", "1"].includes(word)) return true;
  if (["no", "false", "f", "n", "0"].includes(word)) return false;
  throw requestError(redact, request, `neither true nor false at "${path}", but ${shown(value)}`);
}

/** As Python's int() does it, but for `1_0` and digits beyond ASCII: a text of digits counts, a fraction is cut off. */
function toInteger(value: unknown): number | undefined {
  if (typeof value === "number" || typeof value === "bigint") return Math.trunc(Number(value));
  if (typeof value === "boolean") return Number(value);
  return typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : undefined;
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return `"${shorten(printable(value), 40)}"`;
  if (typeof value !== "object" || value === null) return shorten(String(value), 40);
  return Array.isArray(value) ? "a list" : "an object";
}
