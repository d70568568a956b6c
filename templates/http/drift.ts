import type { Page } from "./page.js";
import { shorten } from "./printable.js";
import { isObject } from "./select.js";
import type { Usage } from "./usage.js";

/** Schemas that hold themselves have places without end. */
const MOST_PLACES = 1_000;

/** A record that has not been compared with its type yet. */
export type Unchecked<Row> = { readonly [Field in keyof Row]?: unknown };

/** Compares the records of a page with their type; what does not fit is counted, and read on. */
export function checkPage<Row>(
  page: Page<Row>,
  check: (record: Unchecked<Row>, at: string, usage: Usage) => void,
  usage: Usage,
): Page<Row> {
  for (const record of page.records) {
    usage.checked++;
    if (isObject(record)) check(record, "", usage);
  }
  return page;
}

/** Counts a value that does not fit. */
export function misfit({ drift, checked }: Usage, path: string, expected: string, value: unknown): void {
  const known = drift.get(path);
  if (known !== undefined) known.count++;
  else if (drift.size < MOST_PLACES)
    drift.set(path, { path, expected, found: describe(value), record: checked, count: 1 });
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  const shown = typeof value === "string" ? JSON.stringify(shorten(value)) : String(value);
  return `the ${typeof value === "string" ? "text" : typeof value} ${shown}`;
}
