/** For whom a change may break something: code that reads the types, or queries of the tables. */
export type Breaks = "types" | "tables";

export type ChangeKind =
  | "resource-added"
  | "resource-removed"
  | "loaded"
  | "field-added"
  | "field-removed"
  | "field-type"
  | "field-nullable"
  | "field-optional"
  | "type-removed"
  | "table"
  | "write-disposition"
  | "primary-key"
  | "merge-key"
  | "schema-contract"
  | "table-nesting"
  | "column-added"
  | "column-removed"
  | "column-type"
  | "column-nullable"
  | "column-hint"
  | "unknown";

/** One difference between the data of a connector as it was and as it would be. */
export interface Change {
  readonly kind: ChangeKind;
  /** As the config names it. */
  readonly resource: string;
  /** A field, by its path in a record (`lines[].sku`, `prices.*`), a column by table and name, or a type. */
  readonly path?: string;
  /** As it was and as it is; left out where there was or is nothing. */
  readonly before?: string;
  readonly after?: string;
  /** Empty: nobody's code or query has to change. */
  readonly breaks: readonly Breaks[];
}
