import type { Column } from "./schema.js";

/** How rows stand in files, and how DuckDB writes and reads them there. */
export interface FileFormat<Name extends "parquet" | "jsonl" = "parquet" | "jsonl"> {
  /** Also what names of files end in. */
  readonly name: Name;
  /** The options of COPY, as SQL. */
  readonly copyOptions: string;
  /** What is written for a column of `row`, as SQL. */
  readonly written: (column: Column) => string;
  /** The column of what was read from files (`row`), as SQL. */
  readonly read: (column: Column) => string;
  /** What to read some columns from: files, given as an SQL list. A file may lack columns that came later. */
  readonly source: (files: string, columns: readonly Column[]) => string;
}
