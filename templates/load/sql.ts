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
  readonly catalog: string;
  readonly schema: string;
}

/**
 * A table's full name. The catalog is always part of it: in a file `data.duckdb` with a dataset `data`, a two-part name is
 * ambiguous.
 */
export function tableName({ catalog, schema }: Dataset, table: string): string {
  return [catalog, schema, table].map(quoteName).join(".");
}

export function schemaName({ catalog, schema }: Dataset): string {
  return [catalog, schema].map(quoteName).join(".");
}
