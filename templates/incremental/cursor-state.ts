import type { CursorValue } from "./cursor-value.js";

/** What is kept of a cursor between runs: dlt's entry in the state of a pipeline, key by key. */
export interface CursorState {
  /** The config's, when the entry was begun. */
  readonly initial_value: CursorValue | null;
  /** Where the next run starts. */
  readonly last_value: CursorValue | null;
  /** Tell the records at `last_value` that were loaded already. */
  readonly unique_hashes: readonly string[];
  /** The `last_value` that the last run with records started from. */
  readonly start_value: CursorValue | null;
}
