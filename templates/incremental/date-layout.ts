import { dateOf, daysOfOrdinal, daysOfWeek, daysSinceEpoch } from "../load/calendar.js";

const SECONDS_PER_DAY = 86_400;
const MICROSECONDS = 1_000_000;

/** How a text writes a point in time; the names are those of the last part that is there. */
export interface DateLayout {
  readonly finest:
    | "fraction"
    | "second"
    | "minute"
    | "hour"
    | "day"
    | "month"
    | "year"
    | "week"
    | "weekday"
    | "ordinal"
    | "basic_day"
    | "basic_month";
  /** `+` stands for an offset with a colon, `+basic` for one without. */
  readonly zone: "" | "Z" | "+" | "+basic";
  readonly offsetSeconds: number;
}

/** A point in time, in UTC; a text without zone counts as UTC. */
export interface Instant {
  /** Since 1970, whole. */
  readonly seconds: number;
  /** 0–999,999. */
  readonly microseconds: number;
}

export interface LaidOutInstant extends Instant {
  readonly layout: DateLayout;
}

const DATE = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:T(?<time>.+))?$/;
const TIME =
  /^(?<hour>\d{2})(?::(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d+))?(?<zone>Z|[+-]\d{2}:?\d{2})?)?)?$/;
const MONTH = /^(?<year>\d{4})-?(?<month>\d{2})$/;
const BASIC_DAY = /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/;
const WEEK = /^(?<year>\d{4})-W(?<week>\d{2})(?:-(?<weekday>\d))?$/;
const ORDINAL = /^(?<year>\d{4})-(?<ordinal>\d{3})$/;

/** Reads a text in one of the ISO 8601 layouts that dlt can shift; undefined for other texts, and for no real date. */
export function parseLayout(text: string): LaidOutInstant | undefined {
  const full = DATE.exec(text)?.groups;
  if (full !== undefined) return parseFull(full);
  const month = MONTH.exec(text)?.groups;
  if (month !== undefined) {
    return onDay(dayOf(month), text.includes("-") ? "month" : "basic_month");
  }
  const basic = BASIC_DAY.exec(text)?.groups;
  if (basic !== undefined) return onDay(dayOf(basic), "basic_day");
  const week = WEEK.exec(text)?.groups;
  if (week !== undefined) {
    const { year, week: number, weekday } = week;
    const days = daysOfWeek(Number(year), Number(number), Number(weekday ?? 1));
    return onDay(days, weekday === undefined ? "week" : "weekday");
  }
  const ordinal = ORDINAL.exec(text)?.groups;
  if (ordinal !== undefined)
    return onDay(daysOfOrdinal(Number(ordinal["year"]), Number(ordinal["ordinal"])), "ordinal");
  return /^\d{4}$/.test(text) ? onDay(daysSinceEpoch(Number(text), 1, 1), "year") : undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

function parseFull(groups: Groups): LaidOutInstant | undefined {
  const days = dayOf(groups);
  if (groups["time"] === undefined) return onDay(days, "day");
  const time = TIME.exec(groups["time"])?.groups;
  if (days === undefined || time === undefined) return undefined;
  const { hour, minute, second, fraction, zone = "" } = time;
  const offsetSeconds = offsetOf(zone);
  if (Number(hour) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return undefined;
  return {
    seconds:
      days * SECONDS_PER_DAY + Number(hour) * 3_600 + Number(minute ?? 0) * 60 + Number(second ?? 0) - offsetSeconds,
    microseconds: Number((fraction ?? "").slice(0, 6).padEnd(6, "0")),
    layout: {
      finest:
        fraction !== undefined
          ? "fraction"
          : second !== undefined
            ? "second"
            : minute !== undefined
              ? "minute"
              : "hour",
      zone: zone === "" || zone === "Z" ? zone : zone.includes(":") ? "+" : "+basic",
      offsetSeconds,
    },
  };
}

function dayOf({ year, month, day }: Groups): number | undefined {
  return daysSinceEpoch(Number(year), Number(month), Number(day ?? 1));
}

function onDay(days: number | undefined, finest: DateLayout["finest"]): LaidOutInstant | undefined {
  if (days === undefined) return undefined;
  return { seconds: days * SECONDS_PER_DAY, microseconds: 0, layout: { finest, zone: "", offsetSeconds: 0 } };
}

function offsetOf(zone: string): number {
  if (zone === "" || zone === "Z") return 0;
  const seconds = Number(zone.slice(1, 3)) * 3_600 + Number(zone.slice(-2)) * 60;
  return zone.startsWith("-") ? -seconds : seconds;
}

/** The instant that lies `seconds`, to the nearest microsecond, after another. */
export function later({ seconds, microseconds }: Instant, more: number): Instant {
  const whole = Math.floor(more);
  const fraction = microseconds + Math.round((more - whole) * MICROSECONDS);
  const carry = Math.floor(fraction / MICROSECONDS);
  return { seconds: seconds + whole + carry, microseconds: fraction - carry * MICROSECONDS };
}

/** Writes a point in time in a layout; what is finer than the layout is cut off. */
export function formatLayout(instant: Instant, { finest, zone, offsetSeconds }: DateLayout): string {
  const local = instant.seconds + offsetSeconds;
  const days = Math.floor(local / SECONDS_PER_DAY);
  const { year, month, day } = dateOf(days);
  const date = `${digits(year, 4)}-${digits(month)}-${digits(day)}`;
  switch (finest) {
    case "day":
      return date;
    case "basic_day":
      return date.replaceAll("-", "");
    case "month":
      return date.slice(0, 7);
    case "basic_month":
      return date.slice(0, 7).replace("-", "");
    case "year":
      return digits(year, 4);
    case "ordinal":
      return `${digits(year, 4)}-${digits(days - (daysSinceEpoch(year, 1, 1) ?? days) + 1, 3)}`;
    case "week":
    case "weekday":
      return weekText(days, finest);
    case "hour":
    case "minute":
    case "second":
    case "fraction":
      return `${date}T${timeText(local - days * SECONDS_PER_DAY, instant.microseconds, finest)}${zoneText(zone, offsetSeconds)}`;
  }
}

function timeText(seconds: number, microseconds: number, finest: "hour" | "minute" | "second" | "fraction"): string {
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => digits(part));
  if (finest === "fraction") return `${parts.join(":")}.${digits(microseconds, 6)}`;
  return parts.slice(0, finest === "hour" ? 1 : finest === "minute" ? 2 : 3).join(":");
}

function zoneText(zone: DateLayout["zone"], offsetSeconds: number): string {
  if (zone === "" || zone === "Z") return zone;
  const minutes = Math.abs(offsetSeconds) / 60;
  const colon = zone === "+" ? ":" : "";
  return `${offsetSeconds < 0 ? "-" : "+"}${digits(Math.floor(minutes / 60))}${colon}${digits(minutes % 60)}`;
}

/** The ISO 8601 week that holds a day belongs to the year of its Thursday. */
function weekText(days: number, finest: "week" | "weekday"): string {
  const weekday = ((((days + 3) % 7) + 7) % 7) + 1;
  const { year } = dateOf(days - weekday + 4);
  const week = Math.floor((days - weekday + 4 - (daysSinceEpoch(year, 1, 1) ?? days)) / 7) + 1;
  return `${digits(year, 4)}-W${digits(week)}${finest === "week" ? "" : `-${weekday}`}`;
}

function digits(value: number, count = 2): string {
  return String(value).padStart(count, "0");
}
