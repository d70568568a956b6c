import { createHash } from "node:crypto";
import { PaginationLoopError, requestMessage } from "./errors.js";
import type { Redact } from "./redact.js";

/** Throws a `PaginationLoopError` for records that came before. */
export type LoopGuard = (records: readonly unknown[], url: URL) => void;

/**
 * Remembers the pages of one reader call, 22 characters for each: an API that ignores its paging parameters answers
 * every request with the same page, for ever. Empty pages are not looked at.
 */
export function createLoopGuard(redact: Redact): LoopGuard {
  const seen = new Set<string>();
  return (records, url) => {
    if (records.length === 0) return;
    const digest = createHash("sha256").update(JSON.stringify(records, bigintAsText)).digest("base64").slice(0, 22);
    if (seen.has(digest)) {
      const problem = `the same ${records.length} records came on an earlier page: the API seems to ignore its paging parameters`;
      throw new PaginationLoopError(requestMessage(redact, url, problem));
    }
    seen.add(digest);
  };
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
