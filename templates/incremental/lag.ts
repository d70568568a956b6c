import { JsonDouble } from "../http/exact-json.js";
import { floatText } from "../load/python-text.js";
import { CursorError } from "./cursor-error.js";
import { type CursorValue, describeCursor } from "./cursor-value.js";
import { type DateLayout, formatLayout, later, type LaidOutInstant, parseLayout } from "./date-layout.js";

const SECONDS_PER_DAY = 86_400;

export interface LagOptions {
  /** Seconds for dates with a time, days for dates alone, the cursor's own unit for numbers. */
  readonly lag: number;
  readonly lastValueFunc: "max" | "min";
  readonly initialValue: CursorValue | null;
}

/**
 * Where a run starts whose predecessor ended at `value`, spelled like it. The layout of the initial value decides whether
 * a lag counts days; without one, that of the value (dlt).
 *
 * @throws CursorError for a text in no layout that dlt knows, which it cannot shift either
 */
export function lagBehind(value: CursorValue, { lag, lastValueFunc, initialValue }: LagOptions): CursorValue {
  const shift = lastValueFunc === "max" ? -lag : lag;
  if (typeof value !== "string") return shiftNumber(value, shift);
  const parsed = parseLayout(value);
  if (parsed === undefined) {
    throw new CursorError(
      `lag: the last value is ${describeCursor(value)}, which is no date that a lag can be taken from`,
    );
  }
  const declared = typeof initialValue === "string" ? parseLayout(initialValue) : undefined;
  if (!countsDays((declared ?? parsed).layout)) return formatLayout(later(parsed, shift), parsed.layout);
  const days = Math.floor(parsed.seconds / SECONDS_PER_DAY) + Math.floor(shift);
  return formatLayout(edgeOfDay(days, parsed, lastValueFunc), parsed.layout);
}

function countsDays({ finest }: DateLayout): boolean {
  return finest === "day" || finest === "basic_day";
}

/** Of a date with time the whole day is read again: from its first moment on, or to its last when the cursor falls. */
function edgeOfDay(days: number, { layout }: LaidOutInstant, lastValueFunc: "max" | "min") {
  const seconds = days * SECONDS_PER_DAY;
  if (lastValueFunc === "max" || countsDays(layout)) return { seconds, microseconds: 0 };
  return { seconds: seconds + SECONDS_PER_DAY - 1, microseconds: 999_999 };
}

/** Python: an integer stays one, cut off towards zero. */
function shiftNumber(value: number | bigint | JsonDouble, shift: number): CursorValue {
  if (value instanceof JsonDouble) return new JsonDouble(floatText(value.value + shift));
  if (typeof value === "bigint") {
    return Number.isInteger(shift) ? value + BigInt(shift) : BigInt(Math.trunc(Number(value) + shift));
  }
  return Number.isInteger(value) ? Math.trunc(value + shift) : value + shift;
}
