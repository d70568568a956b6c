import type { DeclaredTable } from "./declared.js";

/** How a resource's rows reach its table; every name is already in the destination's spelling. */
export interface LoadPlan {
  /** The resource, as the config names it. */
  readonly resource: string;
  readonly table: string;
  readonly writeDisposition: "append" | "replace" | "merge";
  /** Columns that identify a row; empty means that a merge appends, as dlt does. */
  readonly primaryKey: readonly string[];
  /** Levels of objects and lists that are unpacked; below them a value is stored as JSON. dlt's default: 1000. */
  readonly maxTableNesting: number;
  /** Columns of one table beyond which a load fails. Default: 1,000. */
  readonly maxColumns: number;
  /** What is known of the columns of the table and its child tables. */
  readonly declared?: readonly DeclaredTable[];
}
