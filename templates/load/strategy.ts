import type { ObjectSite } from "./sites.js";
import type { Place } from "./place.js";
import type { LoadPlan } from "./plan.js";
import type { Transfer } from "./transfer.js";

/** How the records of a merge meet the rows that are there. Made by the strategy's own file. */
export interface MergeStrategy {
  readonly name: "delete-insert" | "upsert" | "insert-only" | "scd2" | "cdc";
  /** As the config has them: resources that share a table must have the same. */
  readonly options: Readonly<Record<string, string | boolean>>;
  /** Whether child rows carry their root row's id, by which they are found. */
  readonly withRootIds: boolean;
  /** How the ids of root rows follow from their records. Without it they are random. */
  readonly rowIds?: (plan: LoadPlan, root: ObjectSite) => RowIds;
  /** Whether rows may have the same id. Default: false. */
  readonly repeatsIds?: boolean;
  /** Runs in the transaction of the load, when there are staged root rows. */
  readonly write: (transfer: Transfer) => Promise<Outcomes>;
}

/** The id of the root row that a record becomes. */
export type RowIds = (record: { readonly [key: string]: unknown }, place: Place) => string;

/** What became of the staged root rows of one resource, other than new rows. */
export interface Outcome {
  /**
   * Records that met a row: they replaced or deleted it, or left it as it is; or a later record of this run had the same
   * key.
   */
  readonly merged: number;
  /** Records that `source_filter` left out. */
  readonly filtered: number;
}

/** By resource; one that is not named was loaded whole. */
export type Outcomes = ReadonlyMap<string, Outcome>;

export const NO_OUTCOMES: Outcomes = new Map();
