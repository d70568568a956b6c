import type { Chain } from "./chain.js";
import { copyId, isIdList, setId, type IdList } from "./id-list.js";
import { clearPageRows } from "./page-rows.js";
import type { IdColumn, StagedTable } from "./staged-table.js";
import { systemColumnsOf } from "./system-columns.js";

/**
 * Gives the rows that a page has brought to the tables of a chain their ids. Tables stand behind those that their rows hang
 * on: a table's ids are made all at once, two at a time whatever lists they stand in.
 */
export function giveIds({ root, staged }: Chain): void {
  for (const table of staged) if (table.page.count > 0) giveIdsOf(table, root);
  for (const { page } of staged) clearPageRows(page);
}

function giveIdsOf(staged: StagedTable, root: StagedTable): void {
  const { role, page } = staged;
  const { id, child } = systemColumnsOf(staged);
  if (role.kind === "child" && child !== undefined) {
    const parentIds = role.parent.page.ids;
    child.addIds(page.ids, page, parentIds);
    for (const [row, sent] of page.sentIds) setId(page.ids, row, sent);
    addToBatches(staged, child.parentId, parentIds, page.parents);
    if (child.rootId !== undefined) addToBatches(staged, child.rootId, root.page.ids, page.roots);
  }
  addToBatches(staged, id, page.ids, undefined);
}

/** Adds ids to a column: those at `indexes` of a list, or all of them. The page's rows may stand in several batches. */
function addToBatches(
  { fullBatches, batchRows, page }: StagedTable,
  column: IdColumn,
  from: IdList,
  indexes: Int32Array | undefined,
): void {
  let row = 0;
  const fill = (list: IdList, rows: number) => {
    for (; list.count < rows && row < page.count; row++) copyId(list, from, indexes?.[row] ?? row);
  };
  for (const { columns, rowCount } of fullBatches) {
    const list = columns.get(column);
    if (list === undefined || !isIdList(list)) throw new TypeError(`a batch is without ${column.column.name}`);
    fill(list, rowCount);
  }
  fill(column.ids, batchRows);
}
