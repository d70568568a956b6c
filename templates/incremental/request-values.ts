import { JsonDouble } from "../http/exact-json.js";
import { floatText } from "../load/python-text.js";
import { CursorError } from "./cursor-error.js";
import type { CursorValue } from "./cursor-value.js";

/** A cursor in a request; undefined, and so not sent, when there is none yet. */
export function cursorText(value: CursorValue | null): string | undefined {
  return value === null ? undefined : textOf(value);
}

/** A cursor within a text of a request. Throws a `CursorError` when there is none yet, where dlt sends `None`. */
export function requireCursorText(value: CursorValue | null, name: string): string {
  return textOf(requireCursor(value, name));
}

/** The same with its own type. */
export function requireCursor(value: CursorValue | null, name: string): CursorValue {
  if (value !== null) return value;
  throw new CursorError(`{incremental.${name}} stands in the request, but there is no value yet: set initial_value`);
}

function textOf(value: CursorValue): string {
  return value instanceof JsonDouble ? floatText(value.value) : String(value);
}
