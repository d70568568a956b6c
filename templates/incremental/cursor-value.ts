import { JsonDouble } from "../http/exact-json.js";
import { printable, shorten } from "../http/printable.js";

/** Where a reading stands: a text or a number; `1.0` is a `JsonDouble` where its spelling is known. */
export type CursorValue = string | number | bigint | JsonDouble;

export function isCursorValue(value: unknown): value is CursorValue {
  const kind = typeof value;
  return kind === "string" || kind === "number" || kind === "bigint" || value instanceof JsonDouble;
}

/**
 * Below 0 when `left` comes first, above when `right` does, 0 when they are equal; undefined for a text and a number,
 * which have no order. As in Python texts are ordered by code point, whatever they mean: dates only compare rightly when
 * all are written alike.
 */
export function compareCursors(left: CursorValue, right: CursorValue): number | undefined {
  if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
  const [first, second] = [numberOf(left), numberOf(right)];
  if (first === undefined || second === undefined) return undefined;
  return first < second ? -1 : first > second ? 1 : 0;
}

/** A value for a message. */
export function describeCursor(value: CursorValue): string {
  if (typeof value === "string") return `the text "${shorten(printable(value), 40)}"`;
  return `the number ${value instanceof JsonDouble ? shorten(value.text, 40) : value}`;
}

function numberOf(value: CursorValue): number | bigint | undefined {
  if (typeof value === "string") return undefined;
  return value instanceof JsonDouble ? value.value : value;
}

/** JavaScript compares UTF-16 units, which puts U+E000–U+FFFF behind the characters beyond U+FFFF. */
function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  let at = 0;
  while (left.charCodeAt(at) === right.charCodeAt(at)) at++;
  const [first, second] = [left.charCodeAt(at), right.charCodeAt(at)];
  if (Number.isNaN(first) || Number.isNaN(second)) return left.length - right.length;
  if (isSurrogate(first) === isSurrogate(second)) return first - second;
  return isSurrogate(first) ? 1 : -1;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
