import { digest } from "./digest.js";
import { PaginationLoopError, type RequestLine, requestMessage } from "./errors.js";
import type { Redact } from "./redact.js";

/** Throws a `PaginationLoopError` for records that came before. */
export type LoopGuard = (records: readonly unknown[], request: RequestLine) => void;

/**
 * Remembers the pages of one reader call, 22 characters for each: an API that ignores its paging parameters answers
 * every request with the same page, for ever. Empty pages are not looked at.
 */
export function createLoopGuard(redact: Redact): LoopGuard {
  const seen = new Set<string>();
  return (records, request) => {
    if (records.length === 0) return;
    const key = recordsDigest(records);
    if (seen.has(key)) {
      const problem = `the same ${records.length} records came on an earlier page: the API seems to ignore its paging parameters`;
      throw new PaginationLoopError(requestMessage(redact, request, problem));
    }
    seen.add(key);
  };
}

/** Text that stands for these records, in this order. */
export function recordsDigest(records: readonly unknown[]): string {
  return digest(JSON.stringify(records, bigintAsText));
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
