import { userCondition } from "./condition.js";
import { leaveOutFiltered } from "./filtered.js";
import { leaveOutFlagged } from "./flagged.js";
import { keyIds } from "./key-ids.js";
import { createLeftOut, dropLeftOut, type LeftOut } from "./left-out.js";
import { deleteRoots, isInScope, isNotStaged, isStaged } from "./matching.js";
import { leaveOutRepeated } from "./repeated.js";
import { comparedColumns, replaceByKey, type UnchangedRows } from "./replace-by-key.js";
import type { MergeStrategy, Outcomes } from "./strategy.js";
import type { Transfer } from "./transfer.js";

export interface CdcOptions extends UnchangedRows {
  /** SQL condition on the columns of the table: other records are left out. */
  readonly sourceFilter?: string;
  /** SQL condition on the dataset's table: only rows that meet it go when no record has their key. */
  readonly destinationScope?: string;
}

/**
 * dlt's change data capture: an upsert that also deletes the rows that no record of the run has: all of them, those of the
 * merge keys in the run, or those in the scope.
 */
export function cdc(options: CdcOptions = {}): MergeStrategy {
  return {
    name: "cdc",
    options: { ...options },
    withRootIds: true,
    rowIds: keyIds,
    write: (transfer) => write(transfer, options),
  };
}

async function write(transfer: Transfer, options: CdcOptions): Promise<Outcomes> {
  const leftOut = createLeftOut(transfer, comparedColumns(transfer, options));
  await leaveOutFiltered(leftOut, options.sourceFilter);
  if (transfer.chain.root.table.exists) await deleteAbsent(leftOut, options.destinationScope);
  await leaveOutRepeated(leftOut);
  await leaveOutFlagged(leftOut);
  const outcomes = await replaceByKey(leftOut, options);
  await dropLeftOut(leftOut);
  return outcomes;
}

async function deleteAbsent(leftOut: LeftOut, destinationScope: string | undefined): Promise<void> {
  const { transfer } = leftOut;
  const { primaryKey, mergeKey = [] } = transfer.chain.plan;
  const conditions = [await isNotStaged(leftOut, primaryKey)];
  if (destinationScope !== undefined) {
    conditions.push(isInScope(transfer, await userCondition(leftOut, destinationScope)));
  } else if (mergeKey.length > 0) {
    conditions.push(await isStaged(leftOut, mergeKey));
  }
  await deleteRoots(transfer, conditions.join(" AND "));
}
