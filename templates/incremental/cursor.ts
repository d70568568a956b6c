import type { Page } from "../http/page.js";
import type { Usage } from "../http/usage.js";
import { createBoundary } from "./boundary.js";
import { CursorError } from "./cursor-error.js";
import type { CursorState } from "./cursor-state.js";
import { compareCursors, type CursorValue, describeCursor, isCursorValue } from "./cursor-value.js";
import type { RowHash } from "./row-hash.js";

/** How a resource is read incrementally: dlt's options of the same names. */
export interface CursorOptions {
  /** For messages. */
  readonly resource: string;
  /** JSONPath of the cursor, as the config writes it. */
  readonly path: string;
  /** The cursor of a record. */
  readonly find: (record: unknown) => unknown;
  readonly initialValue: CursorValue | null;
  /** The run ends here: it starts at the initial value, whatever was loaded before, and leaves no state behind. */
  readonly end?: { readonly value: CursorValue; readonly range: "open" | "closed" };
  readonly lastValueFunc: "max" | "min";
  readonly onCursorValueMissing: "raise" | "include" | "exclude";
  /** Open: records at the start value are dropped. */
  readonly rangeStart: "open" | "closed";
  /** Ascending: nothing is read beyond the end. Descending: nothing before the start. */
  readonly rowOrder?: "asc" | "desc";
  /** Where a run starts whose predecessor ended at a value. */
  readonly lag?: (last: CursorValue) => CursorValue;
  /** Tells records at the last value apart. Without it the next run reads all of them again. */
  readonly hash?: RowHash;
}

/** The position of one run in a resource: where it starts, what it keeps, where the next one starts. */
export interface Cursor {
  /** The same for the whole run; null when nothing is known yet. */
  readonly startValue: CursorValue | null;
  /** The page without the records that are out of range or were loaded before; they are counted in `usage.filtered`. */
  readonly filter: <Row>(page: Page<Row>, usage: Usage) => Page<Row>;
  /** Whether the order of the records says that no more of them are in range. */
  readonly isPast: () => boolean;
  /** Whether the records that were kept came in the order of the cursor: then none before it will follow. */
  readonly isInOrder: () => boolean;
  /** What `state` is at this moment, to be worked out when it is needed. */
  readonly position: () => () => CursorState | null;
  /** What the next run starts from, once this one is loaded; null when the run has an end, and so no successor. */
  readonly state: () => CursorState | null;
}

/** More records at one value of the cursor are worth a warning (dlt's threshold). */
const MANY_HASHES = 200;

/** Where a cursor was found first: there its number is spelled as the API did. */
interface Place {
  readonly page: Page;
  readonly index: number;
}

/** `stored` is what the last run left behind. */
export function createCursor(options: CursorOptions, stored?: CursorState): Cursor {
  const { end, find, hash, initialValue, lag, lastValueFunc, onCursorValueMissing, path, rangeStart, rowOrder } =
    options;
  const before = end === undefined ? stored : undefined;
  const lastBefore = before === undefined ? initialValue : before.last_value;
  const start = lag === undefined || lastBefore === null ? lastBefore : lagged(lag(lastBefore));
  const boundary = hash && createBoundary(hash, before?.unique_hashes ?? []);
  let last = start;
  let lastPlace: Place | undefined;
  let keptAny = false;
  let isPast = false;
  let isInOrder = true;
  let warned = boundary !== undefined && boundary.size() > MANY_HASHES;

  /** Above 0 when `value` lies further than `other` in the direction of the cursor. */
  function compare(value: CursorValue, other: CursorValue): number {
    const order = compareCursors(value, other);
    if (order !== undefined) return lastValueFunc === "max" ? order : -order;
    const problem = `the cursor at "${path}" is ${describeCursor(value)}, which has no order with ${describeCursor(other)}`;
    throw new CursorError(`${options.resource}: ${problem}`);
  }

  /** dlt never lags behind the initial value. */
  function lagged(value: CursorValue): CursorValue {
    return initialValue !== null && compare(value, initialValue) < 0 ? initialValue : value;
  }

  function keeps(page: Page, index: number): boolean {
    const value = find(page.records[index]);
    if (value === undefined || value === null) {
      if (onCursorValueMissing === "raise") throw missingCursor(options, value);
      return onCursorValueMissing === "include";
    }
    if (!isCursorValue(value)) {
      throw new CursorError(`${options.resource}: the cursor at "${path}" is neither a text nor a number`);
    }
    if (end !== undefined) {
      const beyond = compare(value, end.value);
      if (beyond > 0 || (beyond === 0 && end.range === "open")) {
        isPast ||= rowOrder === "asc";
        return false;
      }
    }
    const ahead = last === null ? 1 : compare(value, last);
    if (ahead > 0) {
      last = value;
      lastPlace = { page, index };
      boundary?.restart(page, index);
      return true;
    }
    const fromStart = start === null ? 1 : compare(value, start);
    if (fromStart < 0 || (fromStart === 0 && (rangeStart === "open" || boundary?.isKnown(page, index)))) {
      isPast ||= rowOrder === "desc";
      return false;
    }
    if (ahead === 0) boundary?.add(page, index);
    else isInOrder = false;
    return true;
  }

  function position(): () => CursorState | null {
    const [reached, place, isMoved, hashes] = [last, lastPlace, keptAny, boundary?.position()];
    return () => {
      if (end !== undefined) return null;
      const exact = place === undefined ? reached : exactCursor(options, place, reached);
      return {
        initial_value: before === undefined ? initialValue : before.initial_value,
        last_value: exact === null || lastBefore === null || compare(exact, lastBefore) > 0 ? exact : lastBefore,
        unique_hashes: hashes?.() ?? [],
        start_value: isMoved || before === undefined ? lastBefore : before.start_value,
      };
    };
  }

  return {
    startValue: start,
    filter(given, usage) {
      const page = parsedOnce(given);
      const kept: number[] = [];
      for (const index of page.records.keys()) if (keeps(page, index)) kept.push(index);
      keptAny ||= kept.length > 0;
      if (boundary !== undefined && boundary.size() > MANY_HASHES && !warned) {
        warned = true;
        usage.warnings.add(
          `more than ${MANY_HASHES} records share one value of the cursor at "${path}": is it fine enough?`,
        );
      }
      usage.filtered += page.records.length - kept.length;
      return kept.length === page.records.length ? page : recordsAt(page, kept);
    },
    isPast: () => isPast,
    isInOrder: () => isInOrder,
    position,
    state: () => position()(),
  };
}

function missingCursor({ resource, path }: CursorOptions, value: null | undefined): CursorError {
  const problem = value === null ? `a record's cursor at "${path}" is null` : `a record has no cursor at "${path}"`;
  const remedy = `set on_cursor_value_missing to "include" or "exclude" to load the others`;
  return new CursorError(`${resource}: ${problem}; ${remedy}`);
}

/** An integral number is looked up in the page's text: `1.0` is not spelled `1` in the next run's requests. */
function exactCursor({ find }: CursorOptions, { page, index }: Place, value: CursorValue | null): CursorValue | null {
  if (typeof value !== "number" || !Number.isInteger(value)) return value;
  const exact = find(page.exact()[index]);
  return isCursorValue(exact) ? exact : value;
}

function parsedOnce<Row>(page: Page<Row>): Page<Row> {
  let exact: readonly unknown[] | undefined;
  return { records: page.records, exact: () => (exact ??= page.exact()) };
}

function recordsAt<Row>({ records, exact }: Page<Row>, indexes: readonly number[]): Page<Row> {
  const kept = new Set(indexes);
  return {
    records: records.filter((_, index) => kept.has(index)),
    exact: () => exact().filter((_, index) => kept.has(index)),
  };
}
