import type { Page } from "../http/page.js";
import type { RowHash } from "./row-hash.js";

/** The length of dlt's hashes of 9 bytes; those of dlt before 1.29 are longer and begin with the same characters. */
const HASH_LENGTH = 12;

/** The records at the last value of a cursor, by which the next run knows them again. */
export interface Boundary {
  /** Whether a record that stands where the run started was loaded by an earlier run. */
  readonly isKnown: (page: Page, index: number) => boolean;
  /** A record went beyond all before: it is the only one at the last value now. */
  readonly restart: (page: Page, index: number) => void;
  /** Another record stands at the last value. */
  readonly add: (page: Page, index: number) => void;
  readonly size: () => number;
  /** The hashes of the records at the last value at this moment, to be worked out when they are needed. */
  readonly position: () => () => readonly string[];
}

/**
 * A record is hashed no sooner than it must be, since one that moves the cursor is mostly followed by another that does.
 * Until then its page is kept: one page at most.
 */
export function createBoundary(hash: RowHash, stored: readonly string[]): Boundary {
  const known: ReadonlySet<string> = new Set(stored.map((text) => text.slice(0, HASH_LENGTH)));
  let hashes = new Set(known);
  let waiting: { readonly page: Page; readonly indexes: number[] } | undefined;
  const hashOf = (page: Page, index: number) => hash(page.records[index], () => page.exact()[index]);
  const hashWaiting = () => {
    for (const index of waiting?.indexes ?? []) if (waiting !== undefined) hashes.add(hashOf(waiting.page, index));
    waiting = undefined;
  };
  return {
    isKnown: (page, index) => known.size > 0 && known.has(hashOf(page, index)),
    restart(page, index) {
      hashes = new Set();
      waiting = { page, indexes: [index] };
    },
    add(page, index) {
      if (waiting?.page !== page) {
        hashWaiting();
        waiting = { page, indexes: [] };
      }
      waiting.indexes.push(index);
    },
    size: () => hashes.size + (waiting?.indexes.length ?? 0),
    position() {
      const [done, open, indexes] = [Array.from(hashes), waiting, [...(waiting?.indexes ?? [])]];
      return () => {
        const rest = open === undefined ? [] : indexes.map((index) => hashOf(open.page, index));
        return Array.from(new Set([...done, ...rest])).sort();
      };
    },
  };
}
