import { declaredBelow, declaredColumns, type TableHints } from "./declared.js";
import type { Catalog, Dialect } from "./destination.js";
import { LoadError } from "./errors.js";
import { watchKeys, type KeyWatch } from "./keys.js";
import { joinNames } from "./naming.js";
import type { LoadPlan } from "./plan.js";
import { isNewColumn, newTable, SYSTEM_COLUMNS, type Table } from "./schema.js";
import { objectAt, type StateObject, type StateValue } from "./state-document.js";
import { createStagedTable, declareColumns, type StagedTable, type TableRole } from "./staged-table.js";
import { isFilledByLoader } from "./system-columns.js";

/** A root table and the child tables below it: what one write disposition works on. */
export interface Chain {
  readonly plan: LoadPlan;
  readonly root: StagedTable;
  /** The chain in whose records the rows are found; undefined where they are records themselves. */
  readonly outer: Chain | undefined;
  /** What this run stages, the root first, children behind their parents. */
  readonly staged: StagedTable[];
  /** The tables of this run, by name. */
  readonly tables: Map<string, Table>;
  /** The tables that the destination has already, the root among them. */
  readonly existing: readonly Table[];
  /** The existing tables that a full refresh drops. */
  readonly dropped: readonly Table[];
  /** The names of the tables that the run began with. */
  readonly earlier: ReadonlySet<string>;
  readonly keys: KeyWatch;
  /** Whether child rows carry their root's id. */
  readonly withRootIds: boolean;
  /** Whose records the staged root rows are, by their numbers: from `start` up to before `end`, in order. */
  readonly sources: ChainSource[];
  readonly dialect: Dialect;
}

export interface ChainSource {
  readonly resource: string;
  readonly start: number;
  end: number;
}

export interface ChainOrigin {
  readonly dialect: Dialect;
  readonly catalog: Catalog;
  /** The names of the tables that the run began with. */
  readonly earlier: ReadonlySet<string>;
  /** The names of all root tables. */
  readonly roots: ReadonlySet<string>;
  /** The stored schema, which knows below which table a child table is. */
  readonly storedSchema: StateObject | undefined;
  readonly fullRefresh: boolean;
  readonly outer: Chain | undefined;
}

/** The tables a plan works on. With `fullRefresh` they start anew, as if the destination had none of them. */
export function createChain(plan: LoadPlan, origin: ChainOrigin): Chain {
  const { dialect, fullRefresh, outer, earlier } = origin;
  const found = tablesOf(plan.table, origin);
  const existing = fullRefresh ? [] : found;
  const root = existing.find(({ name }) => name === plan.table) ?? newTable(plan.table);
  const withRootId = (outer?.withRootIds ?? false) || root.columns.has(SYSTEM_COLUMNS.rootId);
  const role: TableRole = { kind: "root", withRootId };
  const isHinted = outer === undefined || earlier.has(plan.table) || plan.contract?.discardsTables !== true;
  const staged = stageTable({ plan, dialect, earlier }, root, role, {
    ...{ columns: declaredColumns(plan.declared, plan.table), isHinted },
    contract: isHinted ? plan.contract : outer.root.contract,
    keys: [...plan.primaryKey, ...(plan.mergeKey ?? [])],
  });
  return {
    plan,
    outer,
    root: staged,
    staged: [staged],
    tables: new Map([[root.name, root]]),
    existing,
    dropped: fullRefresh ? found : [],
    earlier,
    keys: watchKeys(),
    // As in dlt: once tables of the chain have the column, child rows go on having it.
    withRootIds:
      (plan.strategy?.withRootIds ?? plan.writeDisposition === "merge") ||
      plan.withRootIds === true ||
      withRootId ||
      existing.some((table) => isChild(table) && table.columns.has(SYSTEM_COLUMNS.rootId)),
    sources: [],
    dialect,
  };
}

interface StagedTableHints extends TableHints {
  readonly keys?: readonly string[];
  readonly wholeName?: string;
}

/**
 * Key columns must have values, as in dlt, unless a hint says otherwise. A contract that refuses columns lets in those of
 * all rows of the run that makes a table; as in dlt, those of the first row alone where nothing was said of the table.
 */
function stageTable(
  { plan: { maxColumns }, dialect: { nameLimit, declaredType }, earlier }: Pick<Chain, "plan" | "dialect" | "earlier">,
  table: Table,
  role: TableRole,
  { columns, contract, isHinted, keys = [], wholeName }: StagedTableHints,
): StagedTable {
  const declared = columns.filter(({ name }) => !isFilledByLoader(role, name));
  const isRequired = new Map(declared.map(({ name, nullable }) => [name, nullable === false]));
  for (const key of keys) {
    if (declared.every(({ name, nullable }) => name !== key || nullable === undefined)) isRequired.set(key, true);
  }
  const required = Array.from(isRequired.keys()).filter((name) => isRequired.get(name));
  const isFirst = table.columns.size === 0;
  const staged = createStagedTable(table, role, {
    ...{ maxColumns, contract, required, nameLimit, wholeName },
    openRows: earlier.has(table.name) ? 0 : isHinted ? Infinity : Number(isFirst),
  });
  declareColumns(staged, declared, declaredType);
  return staged;
}

/** The table for lists within the rows of `parent`, by the whole name that its path of keys makes. */
export function childTable(
  chain: Chain,
  parent: StagedTable,
  wholeName: string,
  isTaken: (name: string) => boolean,
): StagedTable {
  const { plan, staged, tables, existing, withRootIds, dialect, earlier } = chain;
  const name = joinNames([wholeName], dialect.nameLimit);
  const known = parent.children.get(name);
  if (known !== undefined) return known;
  if (isTaken(name)) {
    throw new LoadError(
      `table ${name} is needed for lists of ${plan.table}, but holds something else: ` +
        "give one of the resources another table name",
    );
  }
  const table = tables.get(name) ?? existing.find((candidate) => candidate.name === name) ?? newTable(name);
  tables.set(name, table);
  const role: TableRole = {
    ...{ kind: "child", parent, withRootId: withRootIds },
    withRootRow: plan.strategy !== undefined,
  };
  const hints = declaredBelow(plan.declared, name, !earlier.has(name), parent.contract);
  const child = stageTable(chain, table, role, { ...hints, wholeName });
  parent.children.set(name, child);
  staged.push(child);
  return child;
}

/**
 * What a run changes: tables that rows were staged for, and as in dlt the table of a resource whose rows the contract all
 * refused, but not all of their columns.
 */
export function isChanged({ outer, root }: Chain, staged: StagedTable): boolean {
  if (staged.rows > 0 || staged !== root || outer !== undefined) return staged.rows > 0;
  const { refusedRows, table } = staged;
  return refusedRows > 0 && table.exists && Array.from(table.columns.values()).some(isNewColumn);
}

export function changedTables(chain: Chain): readonly Table[] {
  return [...new Set(chain.staged.filter((staged) => isChanged(chain, staged)).map(({ table }) => table))];
}

/** Whether a `replace` empties the tables: one of rows that are found in others' records only when there are some, as in dlt. */
export function isEmptied({ plan, outer, staged }: Chain): boolean {
  if (plan.writeDisposition !== "replace") return false;
  return outer === undefined || outer.plan.writeDisposition === "replace" || staged.some(({ rows }) => rows > 0);
}

/**
 * A root table of the dataset and its child tables: those that the stored schema has below it, and of those that it does
 * not know the ones named after it and after no longer root name. A name that was cut does not begin with the root's.
 */
function tablesOf(rootName: string, { catalog, roots, storedSchema }: ChainOrigin): readonly Table[] {
  if (catalog.views.has(rootName)) throw new LoadError(`${rootName} is a view of the dataset, not a table`);
  const otherRoots = [...roots].filter((name) => name.startsWith(`${rootName}__`));
  const isNamedAfterRoot = (name: string) =>
    name.startsWith(`${rootName}__`) && !otherRoots.some((other) => name.startsWith(`${other}__`));
  return Array.from(catalog.tables.values()).filter((table) => {
    const { name } = table;
    if (name === rootName || !isChild(table)) return name === rootName;
    const root = rootInSchema(storedSchema, name);
    return root === undefined ? isNamedAfterRoot(name) : root === rootName;
  });
}

/** The root table that a stored schema has above a child table; undefined when it does not know the child table. */
function rootInSchema(schema: StateObject | undefined, table: string): string | undefined {
  const parentOf = (name: string): StateValue | undefined => objectAt(schema ?? {}, ["tables", name])?.["parent"];
  const passed: string[] = [];
  let above = parentOf(table);
  while (typeof above === "string" && !passed.includes(above)) {
    passed.push(above);
    above = parentOf(above);
  }
  return passed.at(-1);
}

/** The names of all root tables: those of the destination and those of the run. */
export function rootNames({ tables }: Catalog, plans: readonly LoadPlan[]): ReadonlySet<string> {
  const existing = Array.from(tables.values()).filter((table) => !isChild(table));
  return new Set([...existing.map(({ name }) => name), ...plans.map(({ table }) => table)]);
}

function isChild({ columns }: Table): boolean {
  return columns.has(SYSTEM_COLUMNS.parentId) && !columns.has(SYSTEM_COLUMNS.loadId);
}
