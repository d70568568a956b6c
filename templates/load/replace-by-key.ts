import { insertRows } from "./insert-rows.js";
import type { LeftOut } from "./left-out.js";
import { deleteMatching } from "./matching.js";
import { countPresent, outcomesOf } from "./outcomes.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import type { Outcomes } from "./strategy.js";
import { allColumns, keyColumns } from "./staged-roots.js";
import type { Transfer } from "./transfer.js";
import { leaveOutUnchanged } from "./unchanged.js";

export interface UnchangedRows {
  /** Whether rows that did not change keep their load id. Default: false. */
  readonly skipUnchangedRows?: boolean;
  /** The column that tells whether a row changed. Default: all columns do. */
  readonly rowVersionColumn?: string;
}

/** The columns that a strategy by primary key looks at. */
export function comparedColumns(
  transfer: Transfer,
  options: UnchangedRows & { readonly sourceFilter?: string; readonly destinationScope?: string },
): readonly string[] {
  const { skipUnchangedRows, rowVersionColumn, sourceFilter, destinationScope } = options;
  const comparesAll = skipUnchangedRows === true && rowVersionColumn === undefined;
  if (comparesAll || sourceFilter !== undefined || destinationScope !== undefined) return allColumns(transfer);
  return [...keyColumns(transfer), SYSTEM_COLUMNS.id, ...(rowVersionColumn === undefined ? [] : [rowVersionColumn])];
}

/**
 * Puts the staged rows that are not left out in the place of those with their primary key. As their ids follow from the
 * key, that is what updating each row, and its child rows one by one, would come to.
 */
export async function replaceByKey(leftOut: LeftOut, options: UnchangedRows): Promise<Outcomes> {
  const { transfer } = leftOut;
  const { root, plan } = transfer.chain;
  if (options.skipUnchangedRows === true) await leaveOutUnchanged(leftOut, options.rowVersionColumn);
  const replaced = await countPresent(leftOut);
  if (root.table.exists) await deleteMatching(leftOut, plan.primaryKey, ["present"]);
  await insertRows(transfer, { leftOut, childrenOfPresent: true });
  return outcomesOf(leftOut, replaced);
}
