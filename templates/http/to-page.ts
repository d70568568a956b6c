import { parseExact } from "./exact-json.js";
import type { Page } from "./page.js";
import { isObject } from "./select.js";

/**
 * The page of a response: the rows that `select` finds in its body. A row that is no object becomes `{ value: row }`, as
 * in dlt, so that every record has fields.
 */
export function toPage<Row>(
  response: { readonly body: unknown; readonly text: string },
  select: (body: unknown) => readonly unknown[],
): Page<Row> {
  const recordsOf = (body: unknown) => select(body).map((row) => (isObject(row) ? row : { value: row }));
  return {
    records: recordsOf(response.body) as Row[], // what the API sends is compared with its types when it is loaded
    exact: () => recordsOf(parseExact(response.text)),
  };
}

/** The records of a reader's pages, one by one. */
export async function* recordsOf<Row>(pages: AsyncIterable<Page<Row>>): AsyncGenerator<Row, void, undefined> {
  for await (const page of pages) yield* page.records;
}
