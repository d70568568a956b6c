import type { Page } from "../http/page.js";
import type { LoadSource } from "./load.js";

/** A page that is to be loaded, and the resource it belongs to. */
export interface SourcePage {
  readonly source: LoadSource;
  readonly page: Page;
}

/** The pages of a source: of a child for one record of its parent. */
export type PagesOf = (source: LoadSource, parent: unknown) => AsyncIterable<Page>;

/** Beyond so many turns that pages of parents have opened, the newest goes on alone: pages must not pile up. */
const MOST_OPEN_TURNS = 20;

/** What one turn comes to: a page, or further turns. */
type Step = { readonly kind: "page"; readonly found: SourcePage } | { readonly kind: "turn"; readonly turn: Turn };
type Turn = AsyncGenerator<Step, void, undefined>;

/**
 * Reads sources in turn, one page of each, and each page of a parent for its children, in the order in which dlt does:
 * by turns over all that is open, the newest first, so that a parent may be a page or more ahead of its children. Each
 * parent is read once. No more pages are held than `MOST_OPEN_TURNS`, and one of each source.
 */
export async function* readInTurns(
  sources: readonly LoadSource[],
  pagesOf: PagesOf,
): AsyncGenerator<SourcePage, void, undefined> {
  const turns = sources.map((source) => readPages(source, pagesOf(source, undefined), pagesOf)).reverse();
  let roots = turns.length;
  let current = 0;
  try {
    while (turns.length > 0) {
      const newest = turns.length - 1;
      current = turns.length - roots >= MOST_OPEN_TURNS || current === 0 ? newest : current - 1;
      const step = await turns[current]?.next();
      if (step === undefined || step.done === true) {
        turns.splice(current, 1);
        if (current < roots) roots--;
      } else if (step.value.kind === "turn") {
        turns.push(step.value.turn);
      } else {
        yield step.value.found;
      }
    }
  } finally {
    for (const turn of turns) await turn.return();
  }
}

async function* readPages(source: LoadSource, pages: AsyncIterable<Page>, pagesOf: PagesOf): Turn {
  for await (const page of pages) {
    const found = { source, page };
    if (source.children.length > 0) yield { kind: "turn", turn: shareOut(found, pagesOf) };
    else yield { kind: "page", found };
  }
}

/** A page of a parent for its children, the last one first, and for its own table. */
async function* shareOut(found: SourcePage, pagesOf: PagesOf): Turn {
  const { source, page } = found;
  for (const [index, child] of source.children.toReversed().entries()) {
    yield { kind: "turn", turn: readPages(child, childPages(child, page, pagesOf), pagesOf) };
    if (index === 0 && source.isLoaded) yield { kind: "page", found };
  }
}

/** The pages of each record, one record after the other. Numbers go on with their literals, as `1.0` is sent. */
async function* childPages(child: LoadSource, page: Page, pagesOf: PagesOf): AsyncGenerator<Page, void, undefined> {
  if (page.records.length === 0) return;
  for (const record of page.exact()) yield* pagesOf(child, record);
}
