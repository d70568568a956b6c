import { digest } from "./digest.js";
import { PaginationLoopError, type RequestLine, requestMessage } from "./errors.js";
import type { Redact } from "./redact.js";

/** Throws a `PaginationLoopError` for a cursor that came before. */
export type CursorGuard = (cursor: string, request: RequestLine) => void;

/**
 * Remembers the cursors of one reader call. A cursor is never shown, and so the message leaves out the query. `note` ends
 * it.
 */
export function createCursorGuard(redact: Redact, note = ""): CursorGuard {
  const seen = new Set<string>();
  return (cursor, request) => {
    const key = digest(cursor);
    if (seen.has(key)) {
      const line = { ...request, url: new URL(request.url.pathname, request.url.origin) };
      const problem = `the API sent the same cursor a second time: reading on would never end${note}`;
      throw new PaginationLoopError(requestMessage(redact, line, problem));
    }
    seen.add(key);
  };
}
