import type { ColumnType } from "./schema.js";
import { columnOf, tooManyColumns, type StagedTable, type ValueColumn } from "./staged-table.js";
import { isFilledByLoader } from "./system-columns.js";

/** A column name within the rows of one table, and the values that go there. */
export interface Slot {
  readonly name: string;
  /** Set once the column exists: a name that only ever held null, an object or a list has none. */
  column: ValueColumn | undefined;
  /** Whether several places of a record share the name: then the last value of a row wins. */
  shared: boolean;
  /** The row that was last written to, and what took its value: known of variants, and of all columns with `shared`. */
  lastRow: number;
  lastColumn: ValueColumn | undefined;
  /** The row whose value made a new column of the table, and that column. */
  addedRow: number;
  addedColumn: ValueColumn | undefined;
  /** Where that column stood in the table when it was taken back; -1 while it was not. */
  freePosition: number;
}

/** The slot of a column name; a name that the destination knows has its column from the start, but for the loader's. */
export function slotOf(staged: StagedTable, name: string): Slot {
  const known = staged.slots.get(name);
  if (known !== undefined) return known;
  if (staged.slots.size >= 10 * staged.maxColumns) throw tooManyColumns(staged);
  const isKnown = staged.table.columns.has(name) && !isFilledByLoader(staged.role, name);
  const column = isKnown ? columnOf(staged, name) : undefined;
  const slot: Slot = { name, column, shared: false, ...NOTHING_WRITTEN };
  staged.slots.set(name, slot);
  return slot;
}

const NOTHING_WRITTEN = {
  lastRow: -1,
  lastColumn: undefined,
  addedRow: -1,
  addedColumn: undefined,
  freePosition: -1,
} as const;

/** Marks a slot that another key of the same record also stands for; it may have been written to in this row already. */
export function shareSlot(staged: StagedTable, slot: Slot): void {
  if (slot.shared) return;
  slot.shared = true;
  if (slot.lastRow === staged.rows || slot.column === undefined) return;
  if (slot.column.values[staged.batchRows] === null) return;
  slot.lastRow = staged.rows;
  slot.lastColumn = slot.column;
}

/** The column that a value goes to; the slot notes the row when the value makes it. Undefined when the table may not get it. */
export function columnForValue(
  staged: StagedTable,
  slot: Slot,
  name: string,
  newType: ColumnType,
): ValueColumn | undefined {
  const isNew = !staged.table.columns.has(name);
  const column = columnOf(staged, name, newType);
  if (!isNew) return column;
  // As in dlt, a key has its place where the first of those that are spelled alike stands in the record.
  if (slot.addedRow === staged.rows && slot.freePosition >= 0) moveLast(staged.table.columns, slot.freePosition);
  Object.assign(slot, { addedRow: staged.rows, addedColumn: column, freePosition: -1 });
  return column;
}

/** Moves the last entry of a map to a position. */
function moveLast<Value>(map: Map<string, Value>, position: number): void {
  const entries = Array.from(map);
  entries.splice(position, 0, ...entries.splice(-1));
  map.clear();
  for (const [name, value] of entries) map.set(name, value);
}

/** The type that the next value of a slot meets: none where the column goes with another value of this row. */
export function typeFor(staged: StagedTable, { column, shared, addedRow, addedColumn }: Slot): ColumnType | undefined {
  return shared && addedRow === staged.rows && addedColumn === column ? undefined : column?.column.type;
}

/** Takes back the column that a value of this row has made, when another key of the record takes the value's place. */
export function takeBackColumn(staged: StagedTable, slot: Slot): void {
  const { addedColumn } = slot;
  if (addedColumn === undefined || slot.addedRow !== staged.rows) return;
  const { name } = addedColumn.column;
  slot.addedColumn = undefined;
  const other = staged.slots.get(name);
  if (other !== slot && other?.column === addedColumn) return; // a key of this record is spelled as the variant
  if (slot.column === addedColumn) {
    slot.column = undefined;
    slot.freePosition = Array.from(staged.table.columns.keys()).indexOf(name);
  }
  staged.table.columns.delete(name);
  staged.columns.delete(name);
}

/**
 * Takes back the row that is being written. As in dlt the columns that it added, all behind the first `columnsBefore`, stay,
 * but for those of a row that is known not to be wanted before its values are looked at.
 */
export function dropRow(staged: StagedTable, columnsBefore: number): void {
  const { table, columns, slots, batchRows, isRowForgotten } = staged;
  staged.isRowRefused = false;
  staged.refusedRows++;
  staged.isRowForgotten = false;
  for (const { values } of columns.values()) if (values !== undefined) values[batchRows] = null;
  for (const name of isRowForgotten ? Array.from(table.columns.keys()).slice(columnsBefore) : []) {
    table.columns.delete(name);
    columns.delete(name);
  }
  for (const slot of slots.values()) {
    if (slot.column !== undefined && !columns.has(slot.column.column.name)) slot.column = undefined;
    Object.assign(slot, NOTHING_WRITTEN); // the next row gets this one's number
  }
}
