import type { StagedSource } from "./stage-source.js";
import type { Outcomes } from "./strategy.js";

/** Where the records of a resource went: `fetched` is the sum of the others. */
export interface Accounting {
  /** Records that the API sent. */
  readonly fetched: number;
  /** Records that became rows of their own. */
  readonly loaded: number;
  /**
   * Records that met a row: they replaced or deleted it, or left it as it was; or a later record of the run had the same
   * key.
   */
  readonly merged: number;
  /**
   * Records that the config leaves out: those that its cursor has passed, by `source_filter`, or since the resource is
   * read for its children alone.
   */
  readonly filtered: number;
  /** Records that the schema contract refused. */
  readonly discarded: number;
}

/** Where the staged records of a resource went. */
export function accountFor({ plan, records, stagedRecords }: StagedSource, outcomes: Outcomes): Accounting {
  const { merged, filtered } = outcomes.get(plan.resource) ?? { merged: 0, filtered: 0 };
  return {
    fetched: records,
    loaded: stagedRecords - merged - filtered,
    merged,
    filtered,
    discarded: records - stagedRecords,
  };
}

/** Of a resource whose records are read for its children alone. */
export function notLoaded(records: number): Accounting {
  return { fetched: records, loaded: 0, merged: 0, filtered: records, discarded: 0 };
}

/** Adds records that were left out while they were read, e.g. since an earlier run loaded them. */
export function withLeftOut(
  accounting: Accounting,
  { filtered, discarded }: Pick<Accounting, "filtered" | "discarded">,
): Accounting {
  return {
    ...accounting,
    fetched: accounting.fetched + filtered + discarded,
    filtered: accounting.filtered + filtered,
    discarded: accounting.discarded + discarded,
  };
}

/** The accounting of a whole run. */
export function sumUp(all: readonly Accounting[]): Accounting {
  const total = (key: keyof Accounting) => all.reduce((sum, one) => sum + one[key], 0);
  return {
    fetched: total("fetched"),
    loaded: total("loaded"),
    merged: total("merged"),
    filtered: total("filtered"),
    discarded: total("discarded"),
  };
}
