import { JsonDouble } from "../http/exact-json.js";
import { CursorError } from "./cursor-error.js";
import { type CursorValue, describeCursor, isCursorValue } from "./cursor-value.js";

/** What a function of the user's makes of a cursor for a request. */
export type Converted = string | number | bigint;

/** Converts a cursor for a request; null, for which there is nothing to convert, stays. */
export function convertCursor(
  value: CursorValue | null,
  convert: (value: string | number | bigint) => Converted,
): Converted | null {
  if (value === null) return null;
  const converted: unknown = convert(value instanceof JsonDouble ? value.value : value);
  if (isCursorValue(converted) && !(converted instanceof JsonDouble) && !Number.isNaN(converted)) return converted;
  throw new CursorError(`convert made of ${describeCursor(value)} neither a text nor a number`);
}

/** The same for cursors that are texts, as the initial value is. */
export function convertText(value: CursorValue | null, convert: (value: string) => Converted): Converted | null {
  return convertCursor(value, (given) => {
    if (typeof given === "string") return convert(given);
    throw new CursorError(
      `convert takes texts, as the initial value is one, but the cursor is ${describeCursor(given)}`,
    );
  });
}

/** The same for cursors that are numbers. */
export function convertNumber(
  value: CursorValue | null,
  convert: (value: number | bigint) => Converted,
): Converted | null {
  return convertCursor(value, (given) => {
    if (typeof given !== "string") return convert(given);
    throw new CursorError(
      `convert takes numbers, as the initial value is one, but the cursor is ${describeCursor(given)}`,
    );
  });
}
