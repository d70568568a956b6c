import { digest } from "./digest.js";
import { PaginationLoopError, type RequestLine, requestMessage } from "./errors.js";
import type { Redact } from "./redact.js";

/** Throws a `PaginationLoopError` for an address that was read before. */
export type LinkGuard = (next: URL) => void;

/**
 * Remembers the addresses of one reader call, the first request's among them. An address may hold a token, in its path
 * too: the message names the first request's alone.
 */
export function createLinkGuard(redact: Redact, first: RequestLine): LinkGuard {
  const seen = new Set([digest(first.url.href)]);
  return (next) => {
    const key = digest(next.href);
    if (seen.has(key)) {
      const problem = "the API links to a page that was read before: reading on would never end";
      throw new PaginationLoopError(requestMessage(redact, first, problem));
    }
    seen.add(key);
  };
}
