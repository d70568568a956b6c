import { clearIds, createIdList, type IdList } from "./id-list.js";

/** The rows that a page brings to a table, until they have their ids. */
export interface PageRows {
  count: number;
  /** Of a child table, by row: which row of the parent table's it hangs on, which of the root's, at which place of its list. */
  parents: Int32Array;
  roots: Int32Array;
  indexes: Int32Array;
  /** The ids that the API sent for rows of a child table, which go before those that are made. */
  readonly sentIds: Map<number, string>;
  /** The rows' ids: of a root table from the start, of a child table when its parent's are there. */
  readonly ids: IdList;
}

/** Child rows that there is room for at first. */
const FIRST_ROWS = 64;
const NONE = new Int32Array();

export function createPageRows(): PageRows {
  return { count: 0, parents: NONE, roots: NONE, indexes: NONE, sentIds: new Map(), ids: createIdList() };
}

/** Notes a row of a root table, which has its id. */
export function addRootRow(rows: PageRows): void {
  rows.count++;
}

/** Notes where a row of a child table hangs. */
export function addChildRow(
  rows: PageRows,
  parent: number,
  root: number,
  index: number,
  sentId: string | undefined,
): void {
  const row = rows.count++;
  if (row === rows.parents.length) grow(rows);
  rows.parents[row] = parent;
  rows.roots[row] = root;
  rows.indexes[row] = index;
  if (sentId !== undefined) rows.sentIds.set(row, sentId);
}

export function clearPageRows(rows: PageRows): void {
  rows.count = 0;
  rows.sentIds.clear();
  clearIds(rows.ids);
}

function grow(rows: PageRows): void {
  rows.parents = doubled(rows.parents);
  rows.roots = doubled(rows.roots);
  rows.indexes = doubled(rows.indexes);
}

function doubled(numbers: Int32Array): Int32Array {
  const larger = new Int32Array(Math.max(FIRST_ROWS, 2 * numbers.length));
  larger.set(numbers);
  return larger;
}
