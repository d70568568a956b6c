import { type RequestLine, requestError } from "./errors.js";
import type { Redact } from "./redact.js";

/**
 * The cursor of the next page; undefined at the end. As in dlt, an absent cursor, null, false, 0 and whatever is empty
 * are the end.
 */
export function nextCursor(found: unknown): unknown {
  if (found === null || found === false || found === "" || found === 0 || found === 0n) return undefined;
  if (typeof found === "object" && Object.keys(found).length === 0) return undefined;
  return found;
}

/** The same as a text, for a query parameter or header; throws an `ApiError` for a list or object. */
export function nextCursorText(found: unknown, redact: Redact, request: RequestLine): string | undefined {
  const cursor = nextCursor(found);
  if (typeof cursor === "object") {
    throw requestError(redact, request, "the cursor of the next page is a list or object, which only a body can carry");
  }
  return cursor === undefined ? undefined : String(cursor);
}
