import { dateOf } from "../load/calendar.js";
import type { CursorValue } from "./cursor-value.js";
import { instantOf } from "./instants.js";

/** The directives of a format: those of `strftime`, and `%s` and `%ms` for Unix time in seconds and milliseconds. */
export const CURSOR_DIRECTIVE = /%(ms|[YymdHMSfs%])/g;

/** Writes a cursor as a request wants it, in UTC. Throws a `CursorError` when it is no point in time. */
export function formatCursor(value: CursorValue | null, format: string): string | null {
  if (value === null) return null;
  const { seconds, microseconds } = instantOf(value);
  const days = Math.floor(seconds / 86_400);
  const { year, month, day } = dateOf(days);
  const time = seconds - days * 86_400;
  const values: Readonly<Record<string, string>> = {
    Y: digits(year, 4),
    y: digits(year % 100, 2),
    m: digits(month, 2),
    d: digits(day, 2),
    H: digits(Math.floor(time / 3_600), 2),
    M: digits(Math.floor(time / 60) % 60, 2),
    S: digits(time % 60, 2),
    f: digits(microseconds, 6),
    s: String(seconds),
    ms: String(seconds * 1_000 + Math.floor(microseconds / 1_000)),
    "%": "%",
  };
  return format.replace(CURSOR_DIRECTIVE, (written, directive: string) => values[directive] ?? written);
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, "0");
}
