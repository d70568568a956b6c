import type { Page } from "../http/page.js";
import { endReading, type ReadPages } from "./read-in-turns.js";

/**
 * Reads pages before they are asked for: at most `concurrency` requests of a load are on their way at once, and twice as
 * many pages that were read ahead wait in memory. Pages still come out in the order in which they would without.
 */
export function createReadAhead(concurrency: number): ReadPages {
  let running = 0;
  let waiting = 0;
  let onRoom: (() => void) | undefined;

  async function read(iterator: AsyncIterator<Page>): Promise<IteratorResult<Page>> {
    running++;
    try {
      return await iterator.next();
    } finally {
      running--;
      onRoom?.();
    }
  }

  return (pages) => {
    const iterator = pages[Symbol.asyncIterator]();
    let early: Promise<IteratorResult<Page>> | undefined;
    let isAsked = false;
    return {
      begin: () => undefined, // what is needed next is what is read ahead first
      prefetch() {
        if (early !== undefined || isAsked) return true;
        if (running >= concurrency || waiting >= 2 * concurrency) return false;
        waiting++;
        early = read(iterator);
        early.catch(() => undefined); // it is thrown where the page is asked for
        return true;
      },
      async next() {
        isAsked = true;
        try {
          if (early !== undefined) return await early;
          // Requests that are on their way end by themselves, and only one page is asked for at a time.
          if (running >= concurrency) await new Promise<void>((resolve) => (onRoom = resolve));
          return await read(iterator);
        } finally {
          if (early !== undefined) waiting--;
          early = undefined;
          isAsked = false;
        }
      },
      close: () => endReading(iterator, early),
    };
  };
}
