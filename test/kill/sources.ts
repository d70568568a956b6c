import type { LoadSource } from "../../templates/load/load.js";
import { pageOf, source } from "../load/support.js";

/** Records that two runs read: the second changes some of the first, adds others, and goes on at the cursor of the first. */
const PAGES = 6;

interface Size {
  /** Records of a page. */
  readonly page: number;
}

/**
 * What a nightly job loads, from an API that stands still: orders are merged and have child rows two levels deep, events
 * are appended from a cursor on, settings are replaced.
 */
export function nightly(run: 1 | 2, { page }: Size): readonly LoadSource[] {
  return [
    { ...source({ table: "orders", writeDisposition: "merge", primaryKey: ["id"] }), pages: () => orders(run, page) },
    { ...source({ table: "events" }), pages: (state) => events(run, page, state) },
    { ...source({ table: "settings", writeDisposition: "replace" }), pages: () => settings(run) },
  ];
}

/** The second run shares half of its orders with the first; these have other lines then, and fewer. */
async function* orders(run: number, size: number) {
  const start = (run - 1) * PAGES * size * 0.5;
  for (let page = 0; page < PAGES; page++) {
    const records = Array.from({ length: size }, (_, index) => {
      const id = start + page * size + index;
      const lines = Array.from({ length: (id % 4) + 2 - run }, (_, line) => ({ line, run, tags: [`t${line}`, "x"] }));
      return { id, run, lines };
    });
    yield pageOf(JSON.stringify(records));
  }
}

/** Numbered from 1, in order, from the one behind the cursor on; the cursor moves with each page. */
async function* events(run: number, size: number, state: Parameters<LoadSource["pages"]>[0]) {
  const newest = run * PAGES * size;
  for (let last = Number(state.cursor("seq")?.["last_value"] ?? 0); last < newest;) {
    const first = last + 1;
    last = Math.min(last + size, newest);
    const records = Array.from({ length: last - first + 1 }, (_, index) => ({ seq: first + index, parts: [index] }));
    state.setCursor("seq", { last_value: last });
    yield pageOf(JSON.stringify(records));
  }
}

async function* settings(run: number) {
  yield pageOf(JSON.stringify([{ run, values: [1, 2, 3] }]));
}
