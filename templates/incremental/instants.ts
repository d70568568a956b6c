import { dateOf, daysSinceEpoch } from "../load/calendar.js";
import { JsonDouble } from "../http/exact-json.js";
import { CursorError } from "./cursor-error.js";
import { type CursorValue, describeCursor } from "./cursor-value.js";
import { formatLayout, type Instant, later, parseLayout } from "./date-layout.js";

const SECONDS_PER_DAY = 86_400;
/** Numbers from here on count milliseconds: as seconds they would lie in the year 5138. */
const FIRST_MILLISECONDS = 1e11;

/** A step in time: calendar months, and seconds. */
export interface Duration {
  readonly months: number;
  readonly seconds: number;
}

/** The point in time that a cursor stands for: a date, or Unix time in seconds or milliseconds. */
export interface CursorInstant extends Instant {
  /** Seconds east of UTC of the clock that the cursor shows. */
  readonly offsetSeconds: number;
  /** Writes another point in time as this one is written. */
  readonly write: (instant: Instant) => CursorValue;
}

/** @throws CursorError for a text in no layout that is known */
export function instantOf(value: CursorValue): CursorInstant {
  if (typeof value === "string") {
    const parsed = parseLayout(value);
    if (parsed === undefined) throw new CursorError(`the cursor is ${describeCursor(value)}, which is no date`);
    const { layout, seconds, microseconds } = parsed;
    return {
      seconds,
      microseconds,
      offsetSeconds: layout.offsetSeconds,
      write: (instant) => formatLayout(instant, layout),
    };
  }
  const number = value instanceof JsonDouble ? value.value : Number(value);
  const unit = Math.abs(number) < FIRST_MILLISECONDS ? 1 : 1_000;
  return {
    ...later({ seconds: 0, microseconds: 0 }, number / unit),
    offsetSeconds: 0,
    write: ({ seconds, microseconds }) => {
      const exact = seconds * unit + (microseconds / 1_000_000) * unit;
      return value instanceof JsonDouble || !Number.isInteger(number) ? exact : Math.floor(exact);
    },
  };
}

/** `times` steps after a point in time. A day that a month lacks becomes its last: January 31st, then February 29th. */
export function after(start: CursorInstant, { months, seconds }: Duration, times: number): Instant {
  return later(months === 0 ? start : addMonths(start, months * times), seconds * times);
}

function addMonths({ seconds, microseconds, offsetSeconds }: CursorInstant, months: number): Instant {
  const local = seconds + offsetSeconds;
  const days = Math.floor(local / SECONDS_PER_DAY);
  const { year, month, day } = dateOf(days);
  const total = year * 12 + month - 1 + months;
  const first = daysSinceEpoch(Math.floor(total / 12), (total % 12) + 1, 1);
  const next = daysSinceEpoch(Math.floor((total + 1) / 12), ((total + 1) % 12) + 1, 1);
  if (first === undefined || next === undefined) throw new CursorError("the windows leave the calendar");
  const shifted = Math.min(first + day - 1, next - 1);
  return { seconds: seconds + (shifted - days) * SECONDS_PER_DAY, microseconds };
}
