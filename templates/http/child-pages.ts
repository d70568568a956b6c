import type { Page } from "./page.js";

/** The pages that are read for each record of other pages, one record after the other. */
export async function* childPages<Parent, Child>(
  parents: AsyncIterable<Page<Parent>>,
  read: (parent: Parent) => AsyncIterable<Page<Child>>,
): AsyncGenerator<Page<Child>, void, undefined> {
  for await (const page of parents) for (const parent of page.records) yield* read(parent);
}
