import type { StagedValue } from "./coerce.js";
import type { Contract } from "./contract.js";
import type { DeclaredColumn } from "./declared.js";
import { LoadError } from "./errors.js";
import { clearIds, createIdList, isIdList, type BatchValues, type IdList } from "./id-list.js";
import { createPageRows, type PageRows } from "./page-rows.js";
import { checkRequired, requiredColumns } from "./required.js";
import type { Column, ColumnType, Table } from "./schema.js";
import type { Slot } from "./slots.js";
import type { SystemColumns } from "./system-columns.js";

/** Rows that are handed on together, at most; fewer of long texts. */
export const BATCH_ROWS = 2_048;
const BATCH_CHARACTERS = 4_000_000;

/** A column of the batch that is being filled. */
export type StagedColumn = ValueColumn | IdColumn;

/** The values of one column; null where a row has none. */
export interface ValueColumn {
  readonly column: Column;
  values: (StagedValue | null)[];
  readonly ids?: undefined;
}

/** A column in which the loader gives every row an id, but not before all rows of a page are there. */
export interface IdColumn {
  readonly column: Column;
  ids: IdList;
  readonly values?: undefined;
}

/** Up to `BATCH_ROWS` rows, column by column; those of the current page have no ids yet. */
export interface Batch {
  readonly rowCount: number;
  /** Of the texts of records. */
  readonly characters: number;
  readonly columns: ReadonlyMap<StagedColumn, BatchValues>;
}

/**
 * The rows of one table that this run has read and that are not yet handed on. A child table has one for each table that
 * its rows hang on: mostly one, but objects and lists under one key make two.
 */
export interface StagedTable {
  readonly table: Table;
  /** The name before it was cut to what the destination takes: those of child tables go on from it, as in dlt. */
  wholeName: string;
  readonly role: TableRole;
  readonly maxColumns: number;
  /** Longest name of a column in the destination. */
  readonly nameLimit: number;
  /** Columns that must have a value in every row, but for those that the loader fills itself. */
  readonly required: ReadonlySet<string>;
  readonly contract: Contract | undefined;
  /** How many of its first rows may bring columns whatever the contract says of them. */
  readonly openRows: number;
  /** Whether the contract refuses the row that is being written. */
  isRowRefused: boolean;
  /** How many rows it has refused. */
  refusedRows: number;
  /** Whether the columns that it adds go with the row, as it has a column for which an earlier row was refused. */
  isRowForgotten: boolean;
  /** The new columns for which rows were refused. */
  readonly refusedColumns: Set<string>;
  /** The columns that get values, by name, in the order in which they were first needed. */
  readonly columns: Map<string, StagedColumn>;
  /** The columns that the loader fills itself; set by the first row, behind its own columns. */
  system: SystemColumns | undefined;
  /** What each column name stands for while rows are written. */
  readonly slots: Map<string, Slot>;
  /** The child tables of these rows, by name. */
  readonly children: Map<string, StagedTable>;
  /** The rows that the current page brought. */
  readonly page: PageRows;
  /** Rows in the batch that is being filled. */
  batchRows: number;
  fullBatches: Batch[];
  /** Arrays of batches that were handed on: using them again spares the garbage collector much. */
  readonly spareValues: (StagedValue | null)[][];
  /** The same of ids. */
  readonly spareIds: IdList[];
  /** All rows of this run. */
  rows: number;
  /** Characters of text in the batch that is being filled. */
  characters: number;
}

/** What the rows of a table are, which decides their system columns. */
export type TableRole =
  /** `withRootId`: rows that were found in a record of another table name its row. */
  | { readonly kind: "root"; readonly withRootId: boolean }
  /** `withRootId`: rows name their root row, by which a merge finds them; `withRootRow`: it is known while they are staged. */
  | {
      readonly kind: "child";
      readonly parent: StagedTable;
      readonly withRootId: boolean;
      readonly withRootRow: boolean;
    };

/** What else a staged table is made with; of the columns in `required`, those that the loader fills itself do not count. */
interface StagedTableOptions extends Pick<StagedTable, "maxColumns" | "nameLimit"> {
  readonly required: Iterable<string>;
  readonly contract?: Contract | undefined;
  /** Default: all where the destination is without the table. */
  readonly openRows?: number;
  /** Default: the table's name. */
  readonly wholeName?: string | undefined;
}

export function createStagedTable(
  table: Table,
  role: TableRole,
  { wholeName = table.name, openRows = table.exists ? 0 : Infinity, ...options }: StagedTableOptions,
): StagedTable {
  return {
    ...{
      table,
      wholeName,
      role,
      maxColumns: options.maxColumns,
      nameLimit: options.nameLimit,
      required: requiredColumns({ table }, options.required),
      contract: options.contract,
      openRows,
      isRowRefused: false,
      refusedRows: 0,
      isRowForgotten: false,
      refusedColumns: new Set(),
      columns: new Map(),
      system: undefined,
      slots: new Map(),
      children: new Map(),
      page: createPageRows(),
    },
    ...{ batchRows: 0, fullBatches: [], spareValues: [], spareIds: [], rows: 0, characters: 0 },
  };
}

/** The column to write a name's values to; created with `newType` when the table has none, so that it may be undefined. */
export function columnOf(staged: StagedTable, name: string, newType?: ColumnType): ValueColumn | undefined {
  const known = staged.columns.get(name);
  if (known !== undefined) return known.ids === undefined ? known : undefined;
  const column = staged.table.columns.get(name) ?? (newType && addColumn(staged, name, newType));
  return column && openColumn(staged, column);
}

/** Takes a column among those that get values. */
export function openColumn(staged: StagedTable, column: Column): ValueColumn {
  const known = staged.columns.get(column.name);
  if (known?.values !== undefined) return known;
  const opened: ValueColumn = { column, values: emptyValues(staged) };
  staged.columns.set(column.name, opened);
  return opened;
}

/** The same for a column in which every row gets an id. */
export function openIds(staged: StagedTable, column: Column): IdColumn {
  const known = staged.columns.get(column.name);
  if (known?.ids !== undefined) return known;
  const opened: IdColumn = { column, ids: emptyIds(staged) };
  staged.columns.set(column.name, opened);
  return opened;
}

/** Ends a row: every column that was not written to is null in it. */
export function endRow(staged: StagedTable): void {
  staged.rows++;
  if (++staged.batchRows === BATCH_ROWS || staged.characters >= BATCH_CHARACTERS) closeBatch(staged);
}

/** Closes the batch that is being filled, however few rows it has. */
export function closeBatch(staged: StagedTable): void {
  if (staged.batchRows === 0) return;
  checkRequired(staged);
  const columns = new Map<StagedColumn, BatchValues>();
  for (const column of staged.columns.values()) {
    if (column.ids === undefined) {
      columns.set(column, column.values);
      column.values = emptyValues(staged);
    } else {
      columns.set(column, column.ids);
      column.ids = emptyIds(staged);
    }
  }
  staged.fullBatches.push({ rowCount: staged.batchRows, characters: staged.characters, columns });
  staged.batchRows = 0;
  staged.characters = 0;
}

/** Gives back the arrays of batches that were handed on. */
export function releaseBatches(staged: StagedTable): void {
  for (const { columns } of staged.fullBatches) {
    for (const values of columns.values()) {
      if (isIdList(values)) {
        clearIds(values);
        staged.spareIds.push(values);
      } else {
        staged.spareValues.push(values.fill(null));
      }
    }
  }
  staged.fullBatches = [];
}

function emptyIds({ spareIds }: StagedTable): IdList {
  return spareIds.pop() ?? createIdList();
}

function emptyValues({ spareValues }: StagedTable): (StagedValue | null)[] {
  return spareValues.pop() ?? new Array<StagedValue | null>(BATCH_ROWS).fill(null);
}

function addColumn(staged: StagedTable, name: string, type: ColumnType): Column {
  // A column that is added to a table with rows has no values in them.
  const nullable = staged.table.exists || !staged.required.has(name);
  return registerColumn(staged, { name, type, nativeType: undefined, nullable });
}

/**
 * Gives a table the columns that are declared with their type, whether or not a row has them; those that its contract may
 * refuse wait for values.
 */
export function declareColumns(
  staged: StagedTable,
  columns: readonly DeclaredColumn[],
  typeOf: (column: DeclaredColumn) => ColumnType | undefined,
): void {
  if (staged.contract?.refusesColumns(staged) === true) return;
  for (const column of columns) {
    const type = staged.table.columns.has(column.name) ? undefined : typeOf(column);
    if (type !== undefined) addColumn(staged, column.name, type);
  }
}

/** Adds a column to the table. Throws LoadError when it has as many as it may have. */
export function registerColumn(staged: StagedTable, column: Column): Column {
  const { columns } = staged.table;
  if (columns.size >= staged.maxColumns) throw tooManyColumns(staged);
  columns.set(column.name, column);
  return column;
}

export function tooManyColumns({ table, maxColumns }: StagedTable): LoadError {
  return new LoadError(
    `table ${table.name} would get more than ${maxColumns} columns: are keys of its records data? ` +
      "Raise max_columns, or set max_table_nesting to store such objects as JSON",
  );
}
