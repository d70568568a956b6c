import type { Page } from "../http/page.js";
import type { ResourceState } from "../load/pipeline-state.js";
import type { StateObject, StateValue } from "../load/state-document.js";
import type { Cursor } from "./cursor.js";
import type { CursorState } from "./cursor-state.js";
import { type CursorValue, isCursorValue } from "./cursor-value.js";

/** Reads a resource from where the last load left its cursor, and leaves it where this one ends. */
export type Resume = <Row>(
  state: ResourceState,
  read: (cursor: Cursor) => AsyncIterable<Page<Row>>,
) => AsyncGenerator<Page<Row>, void, undefined>;

/**
 * Keeps the cursor of a resource for one load. A child is read once for each record of its parent: all these readings share
 * the cursor, and start from the same value.
 */
export function keepCursor(path: string, create: (stored?: CursorState) => Cursor): Resume {
  let cursor: Cursor | undefined;
  return async function* resume(state, read) {
    cursor ??= create(cursorState(state.cursor(path)));
    for await (const page of read(cursor)) {
      if (cursor.isInOrder()) state.reachCursor?.(path, stored(cursor.position()));
      yield page;
    }
    const reached = stored(cursor.position())();
    if (reached !== null) state.setCursor(path, reached);
  };
}

/** A position as it is stored. */
function stored(position: () => CursorState | null): () => StateObject | null {
  return () => {
    const reached = position();
    return reached && { ...reached, unique_hashes: [...reached.unique_hashes] };
  };
}

/** dlt: an empty entry counts as none. */
function cursorState(stored: StateObject | undefined): CursorState | undefined {
  if (stored === undefined || !Object.hasOwn(stored, "last_value")) return undefined;
  const hashes = stored["unique_hashes"];
  return {
    initial_value: valueOrNull(stored["initial_value"]),
    last_value: valueOrNull(stored["last_value"]),
    unique_hashes: Array.isArray(hashes) ? hashes.filter((hash) => typeof hash === "string") : [],
    start_value: valueOrNull(stored["start_value"]),
  };
}

function valueOrNull(value: StateValue | undefined): CursorValue | null {
  return isCursorValue(value) ? value : null;
}
