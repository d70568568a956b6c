import type { Change, ChangeKind } from "./change.js";
import type { ColumnShape, PlanShape } from "./data-shape.js";

/** What changed in how a resource is loaded: its tables, and what a run does with rows that are there. */
export function comparePlans(resource: string, before: PlanShape, after: PlanShape): readonly Change[] {
  const differ = (kind: ChangeKind, property: Exclude<keyof PlanShape, "columns">): readonly Change[] =>
    before[property] === after[property]
      ? []
      : [{ kind, resource, ...both(before[property], after[property]), breaks: ["tables"] }];
  return [
    ...differ("table", "table"),
    ...differ("write-disposition", "writeDisposition"),
    ...differ("primary-key", "primaryKey"),
    ...differ("merge-key", "mergeKey"),
    ...differ("schema-contract", "contract"),
    ...differ("table-nesting", "maxTableNesting"),
    ...compareTables(resource, before, after),
  ];
}

/** A table that has another name has been told about, with all of its child tables. */
function compareTables(resource: string, before: PlanShape, after: PlanShape): readonly Change[] {
  const renamed = (table: string): string =>
    table === before.table || table.startsWith(`${before.table}__`)
      ? after.table + table.slice(before.table.length)
      : table;
  const old = new Map(Array.from(before.columns, ([table, columns]) => [renamed(table), columns]));
  return [...new Set([...old.keys(), ...after.columns.keys()])].flatMap((table) => {
    return compareColumns(resource, table, old.get(table) ?? new Map(), after.columns.get(table) ?? new Map());
  });
}

function compareColumns(
  resource: string,
  table: string,
  before: ReadonlyMap<string, ColumnShape>,
  after: ReadonlyMap<string, ColumnShape>,
): readonly Change[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((column): readonly Change[] => {
    const path = `${table}.${column}`;
    const [old, now] = [before.get(column), after.get(column)];
    if (old === undefined) return [{ kind: "column-added", resource, path, after: columnText(now), breaks: [] }];
    if (now === undefined)
      return [{ kind: "column-removed", resource, path, before: columnText(old), breaks: ["tables"] }];
    return compareColumn(resource, path, old, now);
  });
}

function compareColumn(resource: string, path: string, before: ColumnShape, after: ColumnShape): readonly Change[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((property): readonly Change[] => {
    const [old, now] = [before.get(property), after.get(property)];
    if (old === now) return [];
    const said = (value: string | undefined) => (value === undefined ? undefined : `${property}: ${value}`);
    const values = property === "dataType" || property === "nullable" ? both(old, now) : both(said(old), said(now));
    return [{ kind: KINDS[property] ?? "column-hint", resource, path, ...values, breaks: ["tables"] }];
  });
}

const KINDS: Readonly<Record<string, ChangeKind>> = { dataType: "column-type", nullable: "column-nullable" };

function both(before: string | undefined, after: string | undefined): Pick<Change, "before" | "after"> {
  return {
    ...(before !== undefined && before !== "" && { before }),
    ...(after !== undefined && after !== "" && { after }),
  };
}

/** The type, and what else is said: `decimal, precision: 12`. */
function columnText(column: ColumnShape | undefined): string {
  const said = Array.from(column ?? [], ([property, value]) =>
    property === "dataType" ? value : `${property}: ${value}`,
  );
  return said.join(", ");
}
