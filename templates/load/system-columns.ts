import { childIds, type AddChildIds } from "./dlt-ids.js";
import { LoadError } from "./errors.js";
import { SYSTEM_COLUMNS, type Column, type ColumnType } from "./schema.js";
import {
  openColumn,
  openIds,
  registerColumn,
  type IdColumn,
  type StagedTable,
  type TableRole,
  type ValueColumn,
} from "./staged-table.js";

/** The columns in which rows are related to each other. The load id is a constant of the run and not staged at all. */
export interface SystemColumns {
  readonly id: IdColumn;
  /** Of a root table whose rows were found in records: where they name the record's row. */
  readonly foundIn: ValueColumn | undefined;
  /** Of a child table only. */
  readonly child: ChildColumns | undefined;
}

export interface ChildColumns {
  readonly parentId: IdColumn;
  /** Where rows name their root row. */
  readonly rootId: IdColumn | undefined;
  /** Where it matters which root row they belong to. */
  readonly rootRow: ValueColumn | undefined;
  readonly listIndex: ValueColumn;
  /** Adds the ids of its rows. */
  readonly addIds: AddChildIds;
}

/**
 * How many rows of the root table were staged before the root row: an id can come twice when the API sends it. A column
 * of the staging only: no key of a record is normalized to such a name.
 */
export const ROOT_ROW = "Root row";

/** dlt overwrites what an API sends under these names; `_dlt_load_id` would make a child table look like a root. */
export function isFilledByLoader(role: TableRole, name: string): boolean {
  const { loadId, id, parentId, listIndex, rootId } = SYSTEM_COLUMNS;
  if (name === id || name === loadId || (name === rootId && role.withRootId)) return true;
  return role.kind === "child" && (name === parentId || name === listIndex);
}

/**
 * The system columns, added in dlt's order: behind the columns of the table's first row.
 *
 * @throws LoadError when the destination has a table of this name that no load made, or not for this disposition
 */
export function systemColumnsOf(staged: StagedTable): SystemColumns {
  return (staged.system ??= addSystemColumns(staged));
}

/** The id column alone, for a first row that brings its id along: it stands where the row has it. */
export function openIdColumn(staged: StagedTable): IdColumn {
  return openIds(staged, systemColumn(staged, SYSTEM_COLUMNS.id));
}

function addSystemColumns(staged: StagedTable): SystemColumns {
  const { loadId, parentId, listIndex, rootId } = SYSTEM_COLUMNS;
  const { role } = staged;
  if (role.kind === "root") {
    const foundIn = role.withRootId ? openColumn(staged, systemColumn(staged, rootId)) : undefined;
    systemColumn(staged, loadId);
    return { id: openIdColumn(staged), foundIn, child: undefined };
  }
  const child = {
    rootId: role.withRootId ? openIds(staged, systemColumn(staged, rootId)) : undefined,
    rootRow: role.withRootRow ? openColumn(staged, ROOT_ROW_COLUMN) : undefined,
    parentId: openIds(staged, systemColumn(staged, parentId)),
    listIndex: openColumn(staged, systemColumn(staged, listIndex)),
    addIds: childIds(staged.table.name),
  };
  return { id: openIdColumn(staged), foundIn: undefined, child };
}

const ROOT_ROW_COLUMN: Column = { name: ROOT_ROW, type: { kind: "bigint" }, nativeType: undefined, nullable: false };

function systemColumn(staged: StagedTable, name: string): Column {
  const { table } = staged;
  const known = table.columns.get(name);
  const type: ColumnType = { kind: name === SYSTEM_COLUMNS.listIndex ? "bigint" : "text" };
  if (known?.type.kind === type.kind) return known;
  if (table.exists || known !== undefined) {
    const found =
      known === undefined ? `no column ${name}` : `a column ${name} of the type ${known.nativeType ?? known.type.kind}`;
    throw new LoadError(
      `table ${table.name} has ${found}: it was made by something else, or for another write disposition; ` +
        "a full refresh of the resource makes it anew",
    );
  }
  return registerColumn(staged, { name, type, nativeType: undefined, nullable: false });
}
