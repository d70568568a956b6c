import { JsonDouble } from "../../templates/http/exact-json.js";
import { printable, shorten } from "../../templates/http/printable.js";

/** A value for a finding: short, and on one line. */
export function shownValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value instanceof JsonDouble) return value.text;
  if (typeof value === "string") return JSON.stringify(shorten(printable(value), 40));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
