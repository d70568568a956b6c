import type { AddChildIds } from "./dlt-ids.js";
import { clearIds, createIdList, type IdList } from "./id-list.js";

/** The rows that a page brings to a table, until they have their ids. */
export interface PageRows {
  count: number;
  /** Of a child table, by row: which row of the parent table's it hangs on, which of the root's, at which place of its list. */
  parents: Int32Array;
  roots: Int32Array;
  indexes: Int32Array;
  /** The ids that the API sent for rows of a child table. */
  readonly ownIds: Map<number, string>;
  /** The rows' ids: of a root table from the start, of a child table when its parent's are there. */
  readonly ids: IdList;
  /** What makes the ids of a child table; there once a page brought rows. */
  addIds: AddChildIds | undefined;
}

const FIRST_ROOM = 64;

export function createPageRows(): PageRows {
  const numbers = () => new Int32Array(FIRST_ROOM);
  return {
    ...{ count: 0, parents: numbers(), roots: numbers(), indexes: numbers() },
    ...{ ownIds: new Map(), ids: createIdList(), addIds: undefined },
  };
}

/** Notes where a row of a child table hangs. */
export function addChildRow(
  rows: PageRows,
  parent: number,
  root: number,
  index: number,
  ownId: string | undefined,
): void {
  const row = rows.count++;
  if (row === rows.parents.length) grow(rows);
  rows.parents[row] = parent;
  rows.roots[row] = root;
  rows.indexes[row] = index;
  if (ownId !== undefined) rows.ownIds.set(row, ownId);
}

export function clearPageRows(rows: PageRows): void {
  rows.count = 0;
  rows.ownIds.clear();
  clearIds(rows.ids);
}

function grow(rows: PageRows): void {
  rows.parents = doubled(rows.parents);
  rows.roots = doubled(rows.roots);
  rows.indexes = doubled(rows.indexes);
}

function doubled(numbers: Int32Array): Int32Array {
  const larger = new Int32Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
