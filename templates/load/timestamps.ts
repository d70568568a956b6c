import { daysOfOrdinal, daysOfWeek, daysSinceEpoch, microsecondsOf, type Microseconds } from "./calendar.js";

const DASH = 0x2d;
const COLON = 0x3a;
const DOT = 0x2e;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const DIGIT_0 = 0x30;

const DATE = String.raw`(?<year>\d{4})-(?:(?<month>\d{2})(?:-(?<day>\d{2}))?|(?<ordinal>\d{3})|W(?<week>\d{2})(?:-(?<weekday>\d))?)`;
const BASIC_DATE = String.raw`(?<year>\d{4})(?:(?<month>\d{2})(?<day>\d{2})|(?<ordinal>\d{3})|W(?<week>\d{2})(?<weekday>\d)?)`;
const FRACTION = String.raw`(?:[.,](?<fraction>\d+))?`;
const ZONE = String.raw`(?<zone>Z|[+-]\d{2}(?::?\d{2})?)?`;
const TIME = String.raw`(?<hour>\d{2})(?::(?<minute>\d{2})(?::(?<second>\d{2})${FRACTION})?)?${ZONE}`;
const BASIC_TIME = String.raw`(?<hour>\d{2})(?:(?<minute>\d{2})(?:(?<second>\d{2})${FRACTION})?)?${ZONE}`;
// The spelling of `2024/01/25 10:11:12`, which dlt's parser falls back to; it knows no zone.
const PLAIN_DATE = String.raw`(?<year>\d{4})[/:]?(?<month>\d{2})[/:]?(?<day>\d{2})`;
const PLAIN_TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d{1,2})(?::(?<second>\d{1,2}))?(?:[.,|](?<fraction>\d{1,9}))?`;

const TIMESTAMPS: readonly RegExp[] = [
  new RegExp(`^${DATE}[T ]${TIME}$`),
  new RegExp(`^${BASIC_DATE}[T ]${BASIC_TIME}$`),
  new RegExp(`^${PLAIN_DATE} ${PLAIN_TIME}$`),
];
const DATES: readonly RegExp[] = [
  new RegExp(`^${DATE}$`),
  new RegExp(`^${BASIC_DATE}$`),
  new RegExp(`^${PLAIN_DATE}$`),
  /^(?<year>\d{4})$/,
];
const TIMES: readonly RegExp[] = [new RegExp(`^T?${TIME}$`), new RegExp(`^${PLAIN_TIME}$`)];

type Groups = { readonly [name: string]: string | undefined };

/**
 * The instant a text stands for, if it has one of the shapes that dlt takes for a timestamp: a date with a time of day
 * (ISO 8601, extended or basic, or `2024/01/25 10:11:12`). Without a zone it counts as UTC; digits beyond microseconds
 * are cut. Dates and times alone, and whatever no calendar or clock shows, are undefined.
 */
export function parseTimestamp(text: string): Microseconds | undefined {
  const common = parseCommonShape(text);
  if (common !== undefined) return common;
  if (text.length < 9 || !isDigit(text.charCodeAt(0))) return undefined; // free text does not reach the patterns
  for (const pattern of TIMESTAMPS) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    const days = dayOf(groups);
    const time = timeOf(groups);
    return days === undefined || time === undefined
      ? undefined
      : microsecondsOf(days * 86_400 + time.seconds, time.microseconds);
  }
  return undefined;
}

/** Days since 1970-01-01 of a date alone, in any of ISO 8601's spellings down to the year; undefined for other texts. */
export function parseDate(text: string): number | undefined {
  for (const pattern of DATES) {
    const groups = pattern.exec(text)?.groups;
    if (groups !== undefined) return dayOf(groups);
  }
  return undefined;
}

/** Microseconds since midnight, in UTC when the text names a zone, of a time alone; undefined for other texts. */
export function parseTime(text: string): number | undefined {
  for (const pattern of TIMES) {
    const groups = pattern.exec(text)?.groups;
    if (groups?.["minute"] === undefined) continue;
    const time = timeOf(groups);
    if (time === undefined) return undefined;
    return (((time.seconds % 86_400) + 86_400) % 86_400) * 1_000_000 + time.microseconds;
  }
  return undefined;
}

/** `2024-01-25T11:21:28Z` and `2024-01-25T11:21:28.123Z` without a pattern: most timestamps of most APIs. */
function parseCommonShape(text: string): Microseconds | undefined {
  const { length } = text;
  if (length !== 20 && length !== 24) return undefined;
  if (
    text.charCodeAt(10) !== LETTER_T ||
    text.charCodeAt(length - 1) !== LETTER_Z ||
    text.charCodeAt(4) !== DASH ||
    text.charCodeAt(7) !== DASH ||
    text.charCodeAt(13) !== COLON ||
    text.charCodeAt(16) !== COLON ||
    (length === 24 && text.charCodeAt(19) !== DOT)
  ) {
    return undefined;
  }
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const days = daysSinceEpoch(year, twoDigits(text, 5), twoDigits(text, 8));
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const fraction = length === 24 ? twoDigits(text, 20) * 10_000 + digit(text, 22) * 1_000 : 0;
  // A character that is no digit makes its number NaN, and NaN passes none of these.
  if (days === undefined || !(hour < 24 && minute < 60 && second < 60 && fraction >= 0)) return undefined;
  return microsecondsOf(days * 86_400 + hour * 3_600 + minute * 60 + second, fraction);
}

function twoDigits(text: string, index: number): number {
  return digit(text, index) * 10 + digit(text, index + 1);
}

function digit(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return isDigit(code) ? code - DIGIT_0 : Number.NaN;
}

function isDigit(code: number): boolean {
  return code >= DIGIT_0 && code <= DIGIT_0 + 9;
}

function dayOf({ year, month, day, ordinal, week, weekday }: Groups): number | undefined {
  if (ordinal !== undefined) return daysOfOrdinal(Number(year), Number(ordinal));
  if (week !== undefined) return daysOfWeek(Number(year), Number(week), Number(weekday ?? 1));
  return daysSinceEpoch(Number(year), Number(month ?? 1), Number(day ?? 1));
}

interface TimeOfDay {
  /** Seconds since midnight UTC: negative, or beyond a day, when the zone moves the time to another day. */
  readonly seconds: number;
  readonly microseconds: number;
}

function timeOf({ hour, minute, second, fraction, zone }: Groups): TimeOfDay | undefined {
  const [hours, minutes, seconds] = [Number(hour), Number(minute ?? 0), Number(second ?? 0)];
  const offset = offsetOf(zone);
  if (hours > 23 || minutes > 59 || seconds > 59 || offset === undefined) return undefined;
  return {
    seconds: hours * 3_600 + minutes * 60 + seconds - offset,
    microseconds: Number((fraction ?? "").slice(0, 6).padEnd(6, "0")),
  };
}

/** Seconds east of UTC; undefined from 24 hours on, where Python's offsets end. */
function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === "Z") return 0;
  const seconds = Number(zone.slice(1, 3)) * 3_600 + Number(zone.slice(3).replace(":", "") || 0) * 60;
  if (seconds >= 86_400) return undefined;
  return zone.startsWith("-") ? -seconds : seconds;
}
