import type { Page } from "./page.js";
import { isObject } from "./select.js";

/**
 * The page with other names for fields of its records. A field that has a new name's place already is left out: the
 * config says which of the two is meant.
 */
export function renameFields<Row>(page: Page, newNames: ReadonlyMap<string, string>): Page<Row> {
  const rename = (records: readonly unknown[]) => records.map((record) => renamed(record, newNames));
  return {
    records: rename(page.records) as Row[], // what the API sends is compared with its types when it is loaded
    exact: () => rename(page.exact()),
  };
}

function renamed(record: unknown, newNames: ReadonlyMap<string, string>): unknown {
  if (!isObject(record)) return record;
  const given = new Set(Object.keys(record).flatMap((key) => newNames.get(key) ?? []));
  const entries = Object.entries(record).flatMap(([key, value]) => {
    const name = newNames.get(key);
    return name === undefined && given.has(key) ? [] : [[name ?? key, value] as const];
  });
  return Object.fromEntries(entries);
}
