import type { Page } from "./page.js";

/** A page whose records have these fields, too; a field of the same name gives way to them, as in dlt. */
export function withFields<Row>(page: Page<Row>, fields: Readonly<Record<string, unknown>>): Page<Row> {
  return {
    records: page.records.map((record) => ({ ...record, ...fields })),
    // rows are objects: toPage makes them so
    exact: () => page.exact().map((record) => ({ ...(record as object), ...fields })),
  };
}
