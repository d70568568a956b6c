import type { Page } from "../http/page.js";
import type { ResourceState } from "./pipeline-state.js";
import type { StateObject } from "./state-document.js";

/** The cursors from which another run would go on behind a page, by their paths. */
export type Position = ReadonlyMap<string, () => StateObject | null>;

/** Which position goes with which page, however far ahead of the loader pages are read. */
export interface Positions {
  /** The pages of a reader, which tells its cursors to the state that it is given. */
  readonly track: (state: ResourceState, read: (state: ResourceState) => AsyncIterable<Page>) => AsyncIterable<Page>;
  /** Undefined when the reader told none. */
  readonly of: (page: Page) => Position | undefined;
}

export function createPositions(): Positions {
  const positions = new WeakMap<Page, Position>();
  return {
    async *track(state, read) {
      let position = new Map<string, () => StateObject | null>();
      const pages = read({ ...state, reachCursor: (path, cursor) => position.set(path, cursor) });
      for await (const page of pages) {
        if (position.size > 0) positions.set(page, position);
        position = new Map();
        yield page;
      }
    },
    of: (page) => positions.get(page),
  };
}
