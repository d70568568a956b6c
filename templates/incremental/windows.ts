import type { Page } from "../http/page.js";
import { CursorError } from "./cursor-error.js";
import type { Cursor } from "./cursor.js";
import { compareCursors, type CursorValue, isCursorValue } from "./cursor-value.js";
import { after, type Duration, instantOf } from "./instants.js";
import type { RowHash } from "./row-hash.js";

export interface WindowOptions {
  /** The cursor of a record. */
  readonly find: (record: unknown) => unknown;
  /** Length of a window. */
  readonly step: Duration;
  /** By how much the end of a window lies before the next one's start, for APIs that count the end in. */
  readonly granularity?: Duration;
  /** Where the last window ends. Default: now. */
  readonly end?: CursorValue;
  /** Tells records on the edge of two windows apart, which come with both. Without it they are kept twice. */
  readonly hash?: RowHash;
}

/** A part of a run's range, read as a range of its own. */
export interface CursorWindow {
  readonly startValue: CursorValue;
  readonly endValue: CursorValue;
  /** As `Cursor.filter`, and without the records of other windows. */
  readonly filter: Cursor["filter"];
}

/**
 * Cuts the range of a run, from its start value to its end or to now, into windows: each is asked for by itself, with its
 * own pages. A record on an edge is kept with the window that has it first.
 *
 * @throws CursorError when there is nothing to start from, or it is no point in time
 */
export function* cursorWindows(cursor: Cursor, options: WindowOptions): Generator<CursorWindow, void, undefined> {
  const { find, granularity, hash, step } = options;
  if (cursor.startValue === null) throw new CursorError("windows need a value to start from: set initial_value");
  const start = instantOf(cursor.startValue);
  const now = start.write({ seconds: Math.floor(Date.now() / 1_000), microseconds: (Date.now() % 1_000) * 1_000 });
  const end = options.end ?? now;
  let onEdge: ReadonlySet<string> = new Set();
  let from: CursorValue = cursor.startValue;
  for (let count = 1, isLast = false; !isLast; count++) {
    const next = after(start, step, count);
    const edge = start.write(next);
    if (isSame(edge, from)) continue; // a cursor that is coarser than the step
    isLast = !precedes(edge, end);
    const [lower, upper] = [count === 1 ? undefined : from, isLast ? undefined : edge];
    const seen = onEdge;
    const here = new Set<string>();
    onEdge = here;
    const keeps = (page: Page, index: number): boolean => {
      const value = find(page.records[index]);
      if (!isCursorValue(value)) return true;
      if ((lower !== undefined && precedes(value, lower)) || (upper !== undefined && precedes(upper, value)))
        return false;
      if (hash === undefined) return true;
      const hashed = () => hash(page.records[index], () => page.exact()[index]);
      if (upper !== undefined && isSame(value, upper)) here.add(hashed());
      return lower === undefined || !isSame(value, lower) || !seen.has(hashed());
    };
    yield {
      startValue: from,
      endValue: isLast
        ? end
        : granularity === undefined
          ? edge
          : start.write(after({ ...start, ...next }, granularity, -1)),
      filter(page, usage) {
        const indexes = new Set(Array.from(page.records.keys()).filter((index) => keeps(page, index)));
        usage.filtered += page.records.length - indexes.size;
        return cursor.filter(
          {
            records: page.records.filter((_, index) => indexes.has(index)),
            exact: () => page.exact().filter((_, index) => indexes.has(index)),
          },
          usage,
        );
      },
    };
    from = edge;
  }
}

function precedes(value: CursorValue, other: CursorValue): boolean {
  return (compareCursors(value, other) ?? 0) < 0;
}

function isSame(value: CursorValue, other: CursorValue): boolean {
  return compareCursors(value, other) === 0;
}
