import type { Contract } from "./contract.js";
import type { DeclaredTable } from "./declared.js";
import type { NestedPlan } from "./nested-plan.js";
import type { MergeStrategy } from "./strategy.js";

/** How a resource's rows reach its table; every name is already in the destination's spelling. */
export interface LoadPlan {
  /** The resource, as the config names it. */
  readonly resource: string;
  readonly table: string;
  readonly writeDisposition: "append" | "replace" | "merge";
  /**
   * Whether a `replace` goes on from the cursor, as it does in dlt where it is written as an object. Default: it reads
   * everything.
   */
  readonly keepsCursor?: boolean;
  /** Columns that identify a row. */
  readonly primaryKey: readonly string[];
  /** Columns whose rows are replaced, or retired, together. Default: none. */
  readonly mergeKey?: readonly string[];
  /** How a merge works; without one, it appends. */
  readonly strategy?: MergeStrategy;
  /** Whether child rows name their root row in every write disposition. Default: only where a merge needs it. */
  readonly withRootIds?: boolean;
  /**
   * What a long load may save before its end: rows together with the cursor that they reach, or rows alone, which the next
   * run reads again. Default: nothing.
   */
  readonly checkpoint?: "cursor" | "rows";
  /** Levels of objects and lists that are unpacked; below them a value is stored as JSON. dlt's default: 1000. */
  readonly maxTableNesting: number;
  /** Columns of one table beyond which a load fails. Default: 1,000. */
  readonly maxColumns: number;
  /** What may change the tables. Default: anything. */
  readonly contract?: Contract;
  /** What is known of the columns of the table and its child tables. */
  readonly declared?: readonly DeclaredTable[];
  /** The child tables whose rows stand on their own. Default: none. */
  readonly nested?: readonly NestedPlan[];
}
