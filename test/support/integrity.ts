import { POSTGRES_NAME_LIMIT } from "../../templates/load/naming.js";
import type { RawDataset, RawTable, Row } from "./dataset-rows.js";
import { groupBy } from "./group-by.js";
import { compareCodePoints } from "./python-text.js";

/** Which row a child row hangs under. */
interface Parent {
  readonly table: string;
  readonly row: Row;
}

/** A row of a child table, found by its parent. */
export interface ChildRow {
  readonly table: string;
  readonly row: Row;
  /** Names the parent row among all rows of the dataset. */
  readonly parentKey: string;
}

/** Child rows joined to their parents by `_dlt_parent_id`, and what is wrong with the ids that join them. */
export interface Family {
  /** The child rows of a row, by child table; none for a row without children. */
  childrenOf(table: string, row: Row): ReadonlyMap<string, readonly ChildRow[]>;
  /** Orphans, duplicate or null ids, load ids without a load: one line per finding, sorted. */
  readonly integrity: readonly string[];
}

export function hasColumn(table: RawTable, name: string): boolean {
  return table.columns.some((column) => column.name === name);
}

/** Joins the rows of a dataset into families. A row of `a__b__c` hangs under the nearest of `a__b`, `a` with its id. */
export function joinFamilies(dataset: RawDataset): Family {
  const tables = [...dataset.tables.values()];
  const byId = new Map(
    tables.map(({ name, rows }) => [name, new Map(rows.map((row) => [row.get("_dlt_id"), row] as const))] as const),
  );
  const integrity = tables.flatMap((table) => idFindings(table, new Set(dataset.loads.map((load) => load.id))));

  const joined: ChildRow[] = [];
  const parents = new Map<string, Parent>();
  for (const table of tables.filter((each) => hasColumn(each, "_dlt_parent_id"))) {
    const above = namesAbove(table.name, [...byId.keys()]).filter((name) => byId.has(name));
    for (const row of table.rows) {
      const parentId = row.get("_dlt_parent_id");
      const name = above.find((candidate) => byId.get(candidate)?.has(parentId));
      const parentRow = name === undefined ? undefined : byId.get(name)?.get(parentId);
      if (name === undefined || parentRow === undefined) {
        integrity.push(`${table.name}: orphan row`);
        continue;
      }
      parents.set(rowKey(table.name, row), { table: name, row: parentRow });
      joined.push({ parentKey: rowKey(name, parentRow), table: table.name, row });
    }
  }
  integrity.push(...tables.flatMap((table) => rootFindings(table, dataset, parents)));
  const byParent = groupBy(joined, ({ parentKey }) => parentKey);
  return {
    childrenOf: (table, row) => groupBy(byParent.get(rowKey(table, row)) ?? [], (child) => child.table),
    integrity: integrity.sort(compareCodePoints),
  };
}

function idFindings(table: RawTable, loadIds: ReadonlySet<string>): string[] {
  const findings: string[] = [];
  const isChild = hasColumn(table, "_dlt_parent_id");
  const seen = new Set<unknown>();
  for (const row of table.rows) {
    const id = row.get("_dlt_id") ?? null;
    if (id === null) findings.push(`${table.name}: null _dlt_id`);
    else if (seen.has(id)) findings.push(`${table.name}: duplicate _dlt_id`);
    seen.add(id);
    if (isChild) {
      if ((row.get("_dlt_list_idx") ?? null) === null) findings.push(`${table.name}: null _dlt_list_idx`);
      continue;
    }
    const loadId = row.get("_dlt_load_id") ?? null;
    if (loadId === null) findings.push(`${table.name}: null _dlt_load_id`);
    else if (!loadIds.has(String(loadId))) findings.push(`${table.name}: _dlt_load_id not in _dlt_loads`);
  }
  return findings;
}

function rootFindings(table: RawTable, dataset: RawDataset, parents: ReadonlyMap<string, Parent>): string[] {
  if (!hasColumn(table, "_dlt_root_id") || !hasColumn(table, "_dlt_parent_id")) return [];
  return table.rows
    .filter((row) => (row.get("_dlt_root_id") ?? null) !== rootId(table, row, dataset, parents))
    .map(() => `${table.name}: _dlt_root_id is not the root row's _dlt_id`);
}

/** The `_dlt_id` of the root row above a child row, or null when the chain is broken. */
function rootId(table: RawTable, row: Row, dataset: RawDataset, parents: ReadonlyMap<string, Parent>): unknown {
  let current: RawTable | undefined = table;
  while (current !== undefined && hasColumn(current, "_dlt_parent_id")) {
    const parent = parents.get(rowKey(current.name, row));
    if (parent === undefined) return null;
    current = dataset.tables.get(parent.table);
    row = parent.row;
  }
  return row.get("_dlt_id") ?? null;
}

/** `a__b__c` → `a__b`, `a`. Of a name that Postgres cut nothing is known: any table of the dataset. */
function namesAbove(table: string, all: readonly string[]): readonly string[] {
  if (table.length >= POSTGRES_NAME_LIMIT) return all;
  const parts = table.split("__");
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index).join("__"));
}

function rowKey(table: string, row: Row): string {
  return JSON.stringify([table, String(row.get("_dlt_id") ?? "")]);
}
