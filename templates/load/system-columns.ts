import { LoadError } from "./errors.js";
import { SYSTEM_COLUMNS, type Column, type ColumnType } from "./schema.js";
import { openColumn, registerColumn, type StagedColumn, type StagedTable } from "./staged-table.js";

/** The columns of a table that hold what relates rows to each other; the load id is a constant of the run, not staged. */
export interface SystemColumns {
  readonly id: StagedColumn;
  /** Of a child table only. */
  readonly child: ChildColumns | undefined;
}

export interface ChildColumns {
  readonly parentId: StagedColumn;
  readonly listIndex: StagedColumn;
  /** Only where a merge needs them. `rootRow` counts the staged root rows and stays in the staging. */
  readonly root: { readonly id: StagedColumn; readonly row: StagedColumn } | undefined;
}

/** Not a name that a key of a record could be normalized to. */
export const ROOT_ROW_COLUMN = "Root row";

/**
 * The system columns, added in dlt's order: behind the columns of the table's first row.
 *
 * @throws LoadError when the destination has a table of this name that no load made, or not for this disposition
 */
export function systemColumnsOf(staged: StagedTable): SystemColumns {
  return (staged.system ??= addSystemColumns(staged));
}

/** The id column alone, for a first row that brings its id along: it stands where the row has it. */
export function openIdColumn(staged: StagedTable): StagedColumn {
  return openColumn(staged, systemColumn(staged, SYSTEM_COLUMNS.id));
}

function addSystemColumns(staged: StagedTable): SystemColumns {
  const { loadId, parentId, listIndex, rootId } = SYSTEM_COLUMNS;
  const { role } = staged;
  if (role.kind === "root") {
    systemColumn(staged, loadId);
    return { id: openIdColumn(staged), child: undefined };
  }
  const root = role.withRootId
    ? { id: openColumn(staged, systemColumn(staged, rootId)), row: openColumn(staged, rootRowColumn) }
    : undefined;
  const child = {
    parentId: openColumn(staged, systemColumn(staged, parentId)),
    listIndex: openColumn(staged, systemColumn(staged, listIndex)),
    root,
  };
  return { id: openIdColumn(staged), child };
}

const rootRowColumn: Column = {
  name: ROOT_ROW_COLUMN,
  type: { kind: "bigint" },
  nativeType: undefined,
  nullable: false,
};

function systemColumn(staged: StagedTable, name: string): Column {
  const { table } = staged;
  const known = table.columns.get(name);
  if (known !== undefined) return known;
  if (table.exists) {
    throw new LoadError(
      `table ${table.name} has no column ${name}: it was made by something else, or for another write disposition; ` +
        "a full refresh of the resource makes it anew",
    );
  }
  const type: ColumnType = { kind: name === SYSTEM_COLUMNS.listIndex ? "bigint" : "text" };
  return registerColumn(staged, { name, type, nativeType: undefined, nullable: false });
}
