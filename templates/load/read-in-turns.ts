import type { Page } from "../http/page.js";
import type { LoadSource } from "./load.js";

/** A page that is to be loaded, and the resource it belongs to. */
export interface SourcePage {
  readonly source: LoadSource;
  readonly page: Page;
}

/** Reads pages one after the other. */
export interface PageReader {
  next(): Promise<IteratorResult<Page>>;
  /** Asks for the next page, which will be needed next, while the one before is loaded. */
  begin(): void;
  /** Asks for the next page before it is needed, unless it is on its way; false when there is no room for it. */
  prefetch(): boolean;
  close(): Promise<void>;
}

export type ReadPages = (pages: AsyncIterable<Page>) => PageReader;

/** The reader of a source's pages: of a child's for one record of its parent. */
export type OpenReader = (source: LoadSource, parent: unknown) => PageReader;

/** Reads one page after the other, each while the one before is loaded. */
export const readOnDemand: ReadPages = (pages) => {
  const iterator = pages[Symbol.asyncIterator]();
  let begun: Promise<IteratorResult<Page>> | undefined;
  return {
    begin() {
      begun ??= iterator.next();
      begun.catch(() => undefined); // it is thrown where the page is asked for
    },
    next() {
      const page = begun ?? iterator.next();
      begun = undefined;
      return page;
    },
    prefetch: () => false,
    close: () => endReading(iterator, begun),
  };
};

/** Ends the reading of pages. A page that is on its way is not waited for: it is not wanted any more. */
export async function endReading(
  iterator: AsyncIterator<Page>,
  onItsWay: Promise<IteratorResult<Page>> | undefined,
): Promise<void> {
  const ended = iterator.return?.();
  if (onItsWay === undefined) await ended;
  else ended?.catch(() => undefined);
}

/** Beyond so many turns that pages of parents have opened, the newest goes on alone: pages must not pile up. */
const MOST_OPEN_TURNS = 20;

/** Something that is read step by step: a step is a page, or opens a further turn. */
interface Turn {
  next(): Promise<Step | undefined>;
  begin(): void;
  prefetch(): boolean;
  close(): Promise<void>;
}
type Step = { readonly kind: "page"; readonly found: SourcePage } | { readonly kind: "turn"; readonly turn: Turn };

/**
 * Reads sources in turn, one page of each, and each page of a parent for its children, in the order in which dlt does:
 * by turns over all that is open, the newest first, so that a parent may be a page or more ahead of its children. Each
 * parent is read once. No more pages are held than `MOST_OPEN_TURNS`, one of each source, the next one, and those read
 * ahead.
 */
export async function* readInTurns(
  sources: readonly LoadSource[],
  open: OpenReader,
): AsyncGenerator<SourcePage, void, undefined> {
  const turns = sources.map((source) => pagesTurn(source, open(source, undefined), open)).reverse();
  let roots = turns.length;
  let current = turns.length - 1;
  try {
    while (turns.length > 0) {
      const reading = turns[current]?.next();
      prefetchFrom(turns, current);
      const step = await reading;
      if (step === undefined) {
        turns.splice(current, 1);
        if (current < roots) roots--;
      } else if (step.kind === "turn") {
        turns.push(step.turn);
      } else {
        prefetchFrom(turns, current);
      }
      const newest = turns.length - 1;
      current = turns.length - roots >= MOST_OPEN_TURNS || current === 0 ? newest : current - 1;
      if (step?.kind !== "page") continue;
      turns[current]?.begin();
      yield step.found;
    }
  } finally {
    for (const turn of turns) await turn.close();
  }
}

/** Prefetches while there is room, in the order of the turns: `current` first, then those before it. */
function prefetchFrom(turns: readonly Turn[], current: number): void {
  for (let ahead = 0; ahead < turns.length; ahead++) {
    if (turns[(current - ahead + turns.length) % turns.length]?.prefetch() === false) return;
  }
}

function pagesTurn(source: LoadSource, reader: PageReader, open: OpenReader): Turn {
  return {
    begin: () => reader.begin(),
    prefetch: () => reader.prefetch(),
    close: () => reader.close(),
    async next() {
      const { done, value: page } = await reader.next();
      if (done === true) return undefined;
      const found = { source, page };
      if (source.children.length === 0) return { kind: "page", found };
      return { kind: "turn", turn: sharingTurn(found, open) };
    },
  };
}

/** A page of a parent for its children, the last one first, and for its own table. */
function sharingTurn(found: SourcePage, open: OpenReader): Turn {
  const { source, page } = found;
  const steps = source.children.toReversed().map((child): Step => {
    return { kind: "turn", turn: pagesTurn(child, recordsReader(child, page, open), open) };
  });
  if (source.isLoaded) steps.splice(1, 0, { kind: "page", found });
  return {
    next: async () => steps.shift(),
    begin: () => undefined,
    prefetch: () => steps.every((step) => step.kind === "page" || step.turn.prefetch()),
    async close() {
      for (const step of steps) if (step.kind === "turn") await step.turn.close();
    },
  };
}

/** The pages of each record, one record after the other. Numbers go on with their literals, as `1.0` is sent. */
function recordsReader(child: LoadSource, page: Page, open: OpenReader): PageReader {
  const records = page.records.length === 0 ? [] : page.exact();
  let opened = 0;
  /** The record whose pages are being read, and those behind it that are read ahead. */
  const readers: PageReader[] = [];
  return {
    begin: () => readers[0]?.begin(),
    prefetch() {
      if (!readers.every((reader) => reader.prefetch())) return false;
      while (opened < records.length) {
        const reader = open(child, records[opened]);
        if (!reader.prefetch()) return false;
        readers.push(reader);
        opened++;
      }
      return true;
    },
    async next() {
      for (;;) {
        if (readers.length === 0 && opened < records.length) readers.push(open(child, records[opened++]));
        const [reader] = readers;
        if (reader === undefined) return { done: true, value: undefined };
        const result = await reader.next();
        if (result.done !== true) return result;
        readers.shift();
      }
    },
    async close() {
      for (const reader of readers) await reader.close();
    },
  };
}
