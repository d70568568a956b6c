import { leaveOutFiltered } from "./filtered.js";
import { deleteChildrenOfFlagged, leaveOutFlaggedPresent } from "./flagged.js";
import { keyIds } from "./key-ids.js";
import { createLeftOut, dropLeftOut } from "./left-out.js";
import { leaveOutRepeated } from "./repeated.js";
import { comparedColumns, replaceByKey, type UnchangedRows } from "./replace-by-key.js";
import type { MergeStrategy, Outcomes } from "./strategy.js";
import type { Transfer } from "./transfer.js";

export interface UpsertOptions extends UnchangedRows {
  /** SQL condition on the columns of the table: other records are left out. */
  readonly sourceFilter?: string;
}

/**
 * dlt's upsert: a record takes the place of the row with its primary key, or is a new row; row ids follow from the key.
 * Unlike in dlt, one of several records with the same key counts, the last one read.
 */
export function upsert(options: UpsertOptions = {}): MergeStrategy {
  return {
    name: "upsert",
    options: { ...options },
    withRootIds: true,
    rowIds: keyIds,
    write: (transfer) => write(transfer, options),
  };
}

async function write(transfer: Transfer, options: UpsertOptions): Promise<Outcomes> {
  const leftOut = createLeftOut(transfer, comparedColumns(transfer, options));
  await leaveOutFiltered(leftOut, options.sourceFilter);
  await leaveOutRepeated(leftOut);
  await leaveOutFlaggedPresent(leftOut); // as in dlt, one that finds nothing to delete is a new row, without child rows
  const outcomes = await replaceByKey(leftOut, options);
  await deleteChildrenOfFlagged(leftOut);
  await dropLeftOut(leftOut);
  return outcomes;
}
