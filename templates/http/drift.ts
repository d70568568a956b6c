import type { Page } from "./page.js";
import { shorten } from "./printable.js";
import type { DriftContract, Usage } from "./usage.js";

/** Schemas that hold themselves have places without end. */
const MOST_PLACES = 1_000;

/** A record that has not been compared with its type yet. */
export type Unchecked<Row> = { readonly [Field in keyof Row]?: unknown };

/** The way from a record to a value: fields, indexes of lists, keys of objects whose keys are data. */
export type ValuePath = readonly (string | number | { readonly key: string })[];

/** Takes a value that does not fit, and its type in words. */
export type ReportMisfit = (path: ValuePath, expected: string, value: unknown) => void;

/** Compares a value that stands at a path with its type. */
export type Check<Row> = (value: Unchecked<Row>, at: ValuePath, misfit: ReportMisfit) => void;

/** Compares the records of a page with their type; what does not fit is counted, and read on. */
export function countMisfits<Row>(page: Page<Row>, check: Check<Row>, usage: Usage): Page<Row> {
  const count: ReportMisfit = (...misfit) => countMisfit(usage, "evolve", misfit);
  for (const record of page.records) {
    usage.checked++;
    check(record, [], count);
  }
  return page;
}

/** Counts a value that does not fit, in the record that is being compared. */
export function countMisfit(
  { drift, checked, onDrift }: Usage,
  contract: DriftContract,
  [path, expected, value]: Parameters<ReportMisfit>,
): void {
  const place = path.map(fieldText).join("").replace(/^\./, "");
  const known = drift.get(place);
  if (known !== undefined) {
    known.count++;
  } else if (drift.size < MOST_PLACES) {
    const example = pathText(path);
    const misfit = { path: place, expected, found: describe(value), record: checked, example, contract, count: 1 };
    drift.set(place, misfit);
    onDrift?.({ ...misfit });
  }
}

/** `customer.lines[2].sku`; empty for the record itself. */
export function pathText(path: ValuePath): string {
  return path.map(partText).join("").replace(/^\./, "");
}

function partText(part: ValuePath[number]): string {
  if (typeof part === "number") return `[${part}]`;
  return `.${typeof part === "string" ? part : part.key}`;
}

/** The same for every element of a list, and every key that is data. */
function fieldText(part: ValuePath[number]): string {
  if (typeof part === "number") return "[]";
  return typeof part === "string" ? `.${part}` : ".*";
}

/** A value for people. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  const shown = typeof value === "string" ? JSON.stringify(shorten(value)) : String(value);
  return `the ${typeof value === "string" ? "text" : typeof value} ${shown}`;
}
