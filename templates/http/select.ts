import { JsonDouble } from "./exact-json.js";

/** The value of an object's own key; undefined when there is none, as there is none on a list. */
export function field(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The element at an index, counted from the end when negative; undefined when there is none. */
export function element(value: unknown, index: number): unknown {
  return Array.isArray(value) ? value.at(index) : undefined;
}

/** The elements of a list or the values of an object; nothing of any other value. */
export function values(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

/** A value and all that it holds, each before what it holds itself. */
export function descendants(value: unknown): readonly unknown[] {
  return [value, ...values(value).flatMap(descendants)];
}

/** Python's slice of a list: negative bounds count from the end, null is an open bound; nothing of any other value. */
export function slice(value: unknown, start: number | null, end: number | null, step: number): readonly unknown[] {
  if (!Array.isArray(value) || step === 0) return [];
  const [lowest, highest] = step > 0 ? [0, value.length] : [-1, value.length - 1];
  const bound = (index: number | null, open: number) => {
    if (index === null) return open;
    return Math.min(Math.max(index < 0 ? index + value.length : index, lowest), highest);
  };
  const [first, last] =
    step > 0 ? [bound(start, lowest), bound(end, highest)] : [bound(start, highest), bound(end, lowest)];
  const found: unknown[] = [];
  for (let index = first; step > 0 ? index < last : index > last; index += step) found.push(value[index]);
  return found;
}

/** A JSON object; a number whose literal was kept is none. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonDouble);
}

/**
 * The rows a selector's matches stand for, by dlt's rule: a single list is its elements, a single null is nothing, any
 * other single match is one row; several matches are the rows themselves.
 */
export function rowsOf(matches: readonly unknown[]): readonly unknown[] {
  const found = matches.filter((match) => match !== undefined);
  if (found.length !== 1) return found;
  const [only] = found;
  if (only === null) return [];
  return Array.isArray(only) ? only : [only];
}
