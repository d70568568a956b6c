import type { DuckDBConnection } from "@duckdb/node-api";
import { canonicalText, type CanonicalObject, type CanonicalValue } from "./canonical-json.js";
import { canonicalValue, timestampMicros, type Replacements } from "./canonical-value.js";
import { readDataset, withDatabase, type RawDataset, type RawTable, type Row } from "./dataset-rows.js";
import { groupBy } from "./group-by.js";
import { hasColumn, joinFamilies, type Family } from "./integrity.js";
import { compareCodePoints } from "./python-text.js";

export interface CanonicalOptions {
  /** Timestamp columns shown as ranks (1 is the earliest of its table) besides dlt's scd2 columns. */
  readonly rankColumns?: readonly string[];
  readonly replacements?: Replacements;
}

const SCD2_COLUMNS = ["_dlt_valid_from", "_dlt_valid_to"];

/**
 * A dataset free of random ids, clocks and row order, in the form the oracle cases were recorded in
 * (fixtures/oracle/README.md): `{tables: {name: {column_order, columns, rows, row_count}}, loads, integrity}`.
 */
export async function canonicalDataset(
  connection: DuckDBConnection,
  dataset: string,
  options: CanonicalOptions = {},
): Promise<CanonicalObject> {
  return canonicalForm(await readDataset(connection, dataset), options);
}

/** `canonicalDataset` of a dataset that was read, from whatever destination. */
export function canonicalForm(stored: RawDataset, options: CanonicalOptions = {}): CanonicalObject {
  const family = joinFamilies(stored);
  const nest = createNesting(stored.tables, family, options);
  const tables = [...stored.tables.values()].map((table): [string, CanonicalValue] => [
    table.name,
    canonicalTable(table, nest),
  ]);
  return new Map<string, CanonicalValue>([
    ["tables", new Map(tables.sort(([left], [right]) => compareCodePoints(left, right)))],
    ["loads", count(stored.loads.filter((load) => load.status === 0n).length)],
    ["integrity", family.integrity],
  ]);
}

/** `canonicalDataset` of a database file that nobody has open. */
export function canonicalFile(file: string, dataset: string, options: CanonicalOptions = {}): Promise<CanonicalObject> {
  return withDatabase(file, (connection) => canonicalDataset(connection, dataset, options));
}

type Nesting = (table: RawTable, row: Row) => CanonicalValue;

function canonicalTable(table: RawTable, nest: Nesting): CanonicalObject {
  const columns = table.columns.map(({ name, type, nullable }): [string, CanonicalValue] => [
    name,
    new Map<string, CanonicalValue>([
      ["type", type],
      ["nullable", nullable],
    ]),
  ]);
  const described: [string, CanonicalValue][] = [
    ["column_order", columns.map(([name]) => name)],
    ["columns", new Map(columns.sort(([left], [right]) => compareCodePoints(left, right)))],
  ];
  if (!hasColumn(table, "_dlt_parent_id")) {
    described.push(["rows", sortedByText(table.rows.map((row) => nest(table, row)))]);
  }
  return new Map([...described, ["row_count", count(table.rows.length)]]);
}

/** Turns a row into an object of its data columns, with its child rows in list order under `__children`. */
function createNesting(
  tables: ReadonlyMap<string, RawTable>,
  family: Family,
  { rankColumns = [], replacements = [] }: CanonicalOptions,
): Nesting {
  const ranked = new Set([...SCD2_COLUMNS, ...rankColumns]);
  const ranks = new Map([...tables.values()].map((table) => [table.name, ranksOf(table, ranked)]));

  const nest: Nesting = (table, row) => {
    const fields = new Map<string, CanonicalValue>();
    for (const { name, type } of table.columns) {
      const value = row.get(name) ?? null;
      if (ranked.has(name)) fields.set(name, count(ranks.get(table.name)?.get(timestampMicros(value))));
      else if (!name.startsWith("_dlt_")) fields.set(name, canonicalValue(value, type, replacements));
    }
    const below = [...family.childrenOf(table.name, row)].map(([name, children]): [string, CanonicalValue] => {
      const child = tables.get(name);
      const rows = children.map((each) => each.row);
      return [name, child === undefined ? [] : inListOrder(rows, (each) => nest(child, each))];
    });
    return below.length === 0 ? fields : fields.set("__children", new Map(below));
  };
  return nest;
}

/** Child rows by list index; rows sharing one (two lists meeting in one table) by their text, those without one last. */
function inListOrder(rows: readonly Row[], nest: (row: Row) => CanonicalValue): CanonicalValue[] {
  const byIndex = groupBy(rows, (row) => {
    const index = row.get("_dlt_list_idx") ?? null;
    return index === null ? Infinity : Number(index);
  });
  return [...byIndex].sort(([left], [right]) => left - right).flatMap(([, sharing]) => sortedByText(sharing.map(nest)));
}

function sortedByText(rows: readonly CanonicalValue[]): CanonicalValue[] {
  return rows
    .map((row) => ({ row, text: canonicalText(row) }))
    .sort((left, right) => compareCodePoints(left.text, right.text))
    .map(({ row }) => row);
}

/** The rank of each timestamp (microseconds since 1970) of a table's rank columns. */
function ranksOf(table: RawTable, ranked: ReadonlySet<string>): ReadonlyMap<bigint | undefined, number> {
  const columns = table.columns.filter((column) => ranked.has(column.name));
  const stamps = new Set<bigint>();
  for (const { name, type } of columns) {
    for (const row of table.rows) {
      const value = row.get(name) ?? null;
      const micros = timestampMicros(value);
      if (micros !== undefined) stamps.add(micros);
      else if (value !== null) throw new TypeError(`${table.name}.${name} is ranked but of type ${type}`);
    }
  }
  const sorted = [...stamps].sort((left, right) => (left < right ? -1 : 1));
  return new Map(sorted.map((stamp, index) => [stamp, index + 1]));
}

function count(value: number | undefined): CanonicalValue {
  return value === undefined ? null : { number: String(value) };
}
