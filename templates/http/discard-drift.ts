import { type Check, countMisfit, type ValuePath } from "./drift.js";
import type { Page } from "./page.js";
import { isObject } from "./select.js";
import type { Usage } from "./usage.js";

/**
 * Compares the records of a page with their type, and leaves out the rows that do not fit: a record, or the element of a
 * list that is a row of a child table. `levels` of objects and lists are unpacked; what is below is part of its row.
 */
export function discardRows<Row>(
  page: Page<Row>,
  check: Check<Row>,
  usage: Usage,
  levels = Number.POSITIVE_INFINITY,
): Page<Row> {
  return discard(page, check, usage, "discard_row", (path) => path.slice(0, rowLength(path, levels)));
}

/** Compares the records of a page with their type, and leaves out the values that do not fit. */
export function discardValues<Row>(page: Page<Row>, check: Check<Row>, usage: Usage): Page<Row> {
  return discard(page, check, usage, "discard_value", (path) => path);
}

/** What is left out of a value: all of it, or something inside. */
interface Cut {
  isWhole: boolean;
  readonly inside: Map<string | number, Cut>;
}

function discard<Row>(
  page: Page<Row>,
  check: Check<Row>,
  usage: Usage,
  contract: "discard_row" | "discard_value",
  whatGoes: (path: ValuePath) => ValuePath,
): Page<Row> {
  const cuts = new Map<number, Cut>();
  for (const [index, record] of page.records.entries()) {
    usage.checked++;
    check(record, [], (...misfit) => {
      countMisfit(usage, contract, misfit);
      const cut = cuts.get(index) ?? createCut();
      cuts.set(index, cut);
      cutAt(cut, whatGoes(misfit[0])).isWhole = true;
    });
  }
  if (cuts.size === 0) return page;
  const without = (records: readonly unknown[]) => records.flatMap((record, index) => rest(record, cuts.get(index)));
  const records = without(page.records) as Row[]; // a record without a value of its type is the contract's decision
  usage.discarded += page.records.length - records.length;
  return { records, exact: () => without(page.exact()) };
}

function createCut(): Cut {
  return { isWhole: false, inside: new Map() };
}

function cutAt(cut: Cut, path: ValuePath): Cut {
  let at = cut;
  for (const part of path) {
    const key = typeof part === "object" ? part.key : part;
    const inside = at.inside.get(key) ?? createCut();
    at.inside.set(key, inside);
    at = inside;
  }
  return at;
}

/** What is left of a value: nothing, or one. */
function rest(value: unknown, cut: Cut | undefined): readonly unknown[] {
  if (cut === undefined) return [value];
  if (cut.isWhole) return [];
  const { inside } = cut;
  if (Array.isArray(value)) return [value.flatMap((item, index) => rest(item, inside.get(index)))];
  if (!isObject(value)) return [value];
  const entries = Object.entries(value).flatMap(([key, member]) => {
    return rest(member, inside.get(key)).map((left) => [key, left] as const);
  });
  return [Object.fromEntries(entries)];
}

/** How much of a path leads to the row that holds its end, by the rules of the loader. */
function rowLength(path: ValuePath, levels: number): number {
  let rowLevels = levels;
  let left = levels;
  let length = 0;
  for (const [index, part] of path.entries()) {
    const next = path[index + 1];
    if (typeof part === "number") {
      length = index + 1;
      // A list in a list is a row that holds it.
      if (typeof next === "number") left = --rowLevels;
    }
    if (next === undefined || (typeof part === "number" && typeof next !== "number")) continue;
    if (left <= 0) return length;
    left = typeof next === "number" ? --rowLevels : left - 1;
  }
  return length;
}
