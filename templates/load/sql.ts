/** An identifier as SQL spells it: in double quotes, doubled inside. No name of a record enters SQL any other way. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoteNames(names: readonly string[]): string {
  return names.map(quoteName).join(", ");
}

/** Where the tables of a run are: a schema of a database. */
export interface Dataset {
  /** Undefined where a connection sees one database only. */
  readonly catalog: string | undefined;
  readonly schema: string;
  /** Whether the schema was there before the run. */
  readonly exists: boolean;
  /** The versions of DuckDB that read the file, such as `v1.2.0+`; undefined in memory, and in Postgres. */
  readonly readBy?: string | undefined;
}

/**
 * A table's full name. The catalog, where there are several, is always part of it: in a file `data.duckdb` with a dataset
 * `data`, a two-part name is ambiguous.
 */
export function tableName(dataset: Dataset, table: string): string {
  return `${schemaName(dataset)}.${quoteName(table)}`;
}

export function schemaName({ catalog, schema }: Dataset): string {
  return catalog === undefined ? quoteName(schema) : `${quoteName(catalog)}.${quoteName(schema)}`;
}
