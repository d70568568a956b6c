import { JsonDouble } from "../http/exact-json.js";
import { floatText } from "../load/python-text.js";
import { CursorError } from "./cursor-error.js";
import type { CursorValue } from "./cursor-value.js";

/** A cursor in a request; undefined, and so not sent, when there is none yet. */
export function cursorText(value: CursorValue | null): string | undefined {
  if (value === null) return undefined;
  return value instanceof JsonDouble ? floatText(value.value) : String(value);
}

/** A cursor within a text of a request. Throws a `CursorError` when there is none yet, where dlt sends `None`. */
export function requireCursorText(value: CursorValue | null, name: string): string {
  const text = cursorText(value);
  if (text !== undefined) return text;
  throw new CursorError(`{incremental.${name}} stands in the request, but there is no value yet: set initial_value`);
}
