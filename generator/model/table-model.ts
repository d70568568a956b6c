import type { ContractModes } from "../../templates/load/contract.js";
import type { DeclaredTable } from "../../templates/load/declared.js";
import type { MergeStrategy } from "../../templates/load/strategy.js";

export interface TableModel {
  readonly name: string;
  readonly writeDisposition: "append" | "replace" | "merge";
  /** Whether a replace goes on from the cursor. */
  readonly keepsCursor: boolean;
  /** How a merge works; null when it does no more than append. */
  readonly strategy: StrategyModel | null;
  /** Empty when anything may change the tables. */
  readonly contract: ContractModes;
  /** Key fields as the config writes them. */
  readonly keyFields: readonly string[];
  /** The same as column names. */
  readonly primaryKey: readonly string[];
  readonly mergeKey: readonly string[];
  /** Whether child rows name their root row, also where the write disposition needs no such column. */
  readonly withRootIds: boolean;
  readonly maxTableNesting: number;
  readonly maxColumns: number;
  /** What the config says of the table and its child tables; those without hints are left out. */
  readonly declared: readonly DeclaredTableModel[];
  /** The child tables with keys of their own. */
  readonly nested: readonly NestedTableModel[];
}

export interface DeclaredTableModel extends Omit<DeclaredTable, "contract"> {
  /** What may change a child table; null where the table that it hangs on decides. */
  readonly contract: ContractModes | null;
}

/** A child table whose rows stand on their own. */
export type NestedTableModel = Pick<
  TableModel,
  "name" | "writeDisposition" | "strategy" | "contract" | "primaryKey" | "mergeKey" | "withRootIds"
>;

export interface StrategyModel {
  readonly name: MergeStrategy["name"];
  /** The options that the config gives, by the names they have in the emitted code. */
  readonly options: Readonly<Record<string, string | boolean>>;
}
