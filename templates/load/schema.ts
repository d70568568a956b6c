/** The type of a column, in dlt's words; what a destination calls it is known in its own file only. */
export type ColumnType =
  /** `length`: the characters it may have, where the destination limits them. */
  | { readonly kind: "text"; readonly length?: number }
  | { readonly kind: "bigint" }
  | { readonly kind: "double" }
  | { readonly kind: "bool" }
  /** An instant; without `zone` stored as the wall clock of UTC. `digits` of the seconds, where not the usual six. */
  | { readonly kind: "timestamp"; readonly zone: boolean; readonly digits?: number }
  | { readonly kind: "json" }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  /** An integer of another width than 64 bit. */
  | { readonly kind: "integer"; readonly bits: 8 | 16 | 32 | 128 }
  | { readonly kind: "date" }
  | { readonly kind: "time" }
  | { readonly kind: "binary" }
  /** A type that no load makes and that the loader does not write. */
  | { readonly kind: "unknown" };

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** The destination's own name of the type, when the column was there before this run. */
  readonly nativeType: string | undefined;
  readonly nullable: boolean;
}

/** A table as it will be after the run: what the destination has, and the columns this run adds. */
export interface Table {
  readonly name: string;
  /** Whether the destination has the table. */
  readonly exists: boolean;
  /** By name, in the table's order. */
  readonly columns: Map<string, Column>;
}

/** The columns that the loader fills itself. */
export const SYSTEM_COLUMNS = {
  loadId: "_dlt_load_id",
  id: "_dlt_id",
  parentId: "_dlt_parent_id",
  listIndex: "_dlt_list_idx",
  rootId: "_dlt_root_id",
} as const;

export function newTable(name: string): Table {
  return { name, exists: false, columns: new Map() };
}

/** Whether this run adds the column to the table. */
export function isNewColumn(column: Column): boolean {
  return column.nativeType === undefined;
}
