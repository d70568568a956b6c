const SECONDS_PER_DAY = 86_400;
const MICROSECONDS = 1_000_000;
/** Limits of Python's datetime, which decides what dlt takes for a timestamp: years 1 to 9999. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

/** Microseconds since 1970-01-01 UTC; a bigint beyond ±(2^53−1). */
export type Microseconds = number | bigint;

export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Days since 1970-01-01 of a day of the Gregorian calendar; undefined when there is no such day in years 1 to 9999. */
export function daysSinceEpoch(year: number, month: number, day: number): number | undefined {
  const exists = year >= 1 && year <= 9_999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!exists) return undefined; // NaN too: it is neither above nor below a limit
  // Years that start in March put the leap day at their end.
  const shifted = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + dayOfYear - 719_468;
}

/** The day that is `days` after 1970-01-01. */
export function dateOf(days: number): CalendarDate {
  const date = new Date(days * SECONDS_PER_DAY * 1_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Days since 1970-01-01 of day 1–366 of a year; undefined when the year has no such day. */
export function daysOfOrdinal(year: number, ordinal: number): number | undefined {
  const first = daysSinceEpoch(year, 1, 1);
  if (first === undefined || ordinal < 1 || ordinal > (isLeap(year) ? 366 : 365)) return undefined;
  return first + ordinal - 1;
}

/** Days since 1970-01-01 of an ISO 8601 week date; undefined when the year has no such week or day. */
export function daysOfWeek(year: number, week: number, weekday: number): number | undefined {
  const fourth = daysSinceEpoch(year, 1, 4); // January 4th lies in week 1
  if (fourth === undefined || week > weeksInYear(year, fourth) || weekday < 1 || weekday > 7) return undefined;
  return fourth - isoWeekday(fourth) + (week - 1) * 7 + weekday;
}

/** The instant of a number of seconds since 1970 and of microseconds. */
export function microsecondsOf(seconds: number, fraction: number): Microseconds {
  const microseconds = seconds * MICROSECONDS + fraction;
  return Number.isSafeInteger(microseconds) ? microseconds : BigInt(seconds) * 1_000_000n + BigInt(fraction);
}

/** The instant of a Unix time in seconds, to the nearest microsecond; undefined outside years 1 to 9999. */
export function instantOfUnixSeconds(seconds: number): Microseconds | undefined {
  if (!(seconds >= FIRST_SECOND && seconds < LAST_SECOND + 1)) return undefined;
  const whole = Math.trunc(seconds);
  return microsecondsOf(whole, roundHalfEven((seconds - whole) * MICROSECONDS));
}

/** Days since 1970-01-01 of the UTC day an instant lies in. */
export function dayOfInstant(instant: Microseconds): number {
  return Math.floor(Number(instant) / (SECONDS_PER_DAY * MICROSECONDS));
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** 1 for Monday to 7 for Sunday. */
function isoWeekday(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1;
}

function weeksInYear(year: number, fourthOfJanuary: number): number {
  const first = isoWeekday(fourthOfJanuary - 3);
  return first === 4 || (first === 3 && isLeap(year)) ? 53 : 52;
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
