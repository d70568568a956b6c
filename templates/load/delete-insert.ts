import { userCondition } from "./condition.js";
import { leaveOutFiltered } from "./filtered.js";
import { leaveOutFlagged } from "./flagged.js";
import { insertRows } from "./insert-rows.js";
import { createLeftOut, dropLeftOut, type LeftOut } from "./left-out.js";
import { deleteMatching, deleteScope } from "./matching.js";
import { countPresent, outcomesOf } from "./outcomes.js";
import { leaveOutRepeated } from "./repeated.js";
import { allColumns, keyColumns } from "./staged-roots.js";
import type { MergeStrategy, Outcomes } from "./strategy.js";
import type { Transfer } from "./transfer.js";

export interface DeleteInsertOptions {
  /** Whether the records of a run are known to have different keys: then they are not compared. Default: false. */
  readonly deduplicated?: boolean;
  /** SQL condition on the columns of the table: other records are left out. */
  readonly sourceFilter?: string;
  /** SQL condition on the dataset's table: the rows that go, in place of those that a key names. */
  readonly destinationScope?: string;
}

/**
 * dlt's delete-insert: rows with the primary key, or the merge key, of a record of this run go, with their child rows,
 * and the new ones come. Of several records with one primary key one counts, and only its child rows.
 */
export function deleteInsert(options: DeleteInsertOptions = {}): MergeStrategy {
  return {
    name: "delete-insert",
    options: { ...options },
    withRootIds: true,
    write: (transfer) => write(transfer, options),
  };
}

async function write(transfer: Transfer, options: DeleteInsertOptions): Promise<Outcomes> {
  const { plan } = transfer.chain;
  const usesSql = options.sourceFilter !== undefined || options.destinationScope !== undefined;
  const leftOut = createLeftOut(transfer, usesSql ? allColumns(transfer) : keyColumns(transfer));
  await leaveOutFiltered(leftOut, options.sourceFilter);
  if (plan.primaryKey.length > 0 && options.deduplicated !== true) await leaveOutRepeated(leftOut);
  await leaveOutFlagged(leftOut);
  const replaced = await deleteRows(leftOut, options);
  await insertRows(transfer, { leftOut });
  const outcomes = await outcomesOf(leftOut, replaced);
  await dropLeftOut(leftOut);
  return outcomes;
}

/** Returns how many rows each resource replaces. */
async function deleteRows(leftOut: LeftOut, { destinationScope }: DeleteInsertOptions) {
  const { chain } = leftOut.transfer;
  const { primaryKey, mergeKey = [] } = chain.plan;
  const byKey = primaryKey.length > 0;
  const [source] = chain.sources;
  // Where each row that goes makes room for one that comes, deleting tells the number; else it is looked up first.
  const isPlain =
    mergeKey.length === 0 &&
    destinationScope === undefined &&
    chain.sources.length === 1 &&
    !leftOut.reasons.has("deleted");
  const replaced = byKey && !isPlain ? await countPresent(leftOut) : new Map<string, number>();
  if (!chain.root.table.exists) return replaced;
  if (destinationScope !== undefined) {
    await deleteScope(leftOut.transfer, await userCondition(leftOut, destinationScope));
    return replaced;
  }
  const deleted = byKey ? await deleteMatching(leftOut, primaryKey) : 0;
  if (mergeKey.length > 0) await deleteMatching(leftOut, mergeKey);
  return isPlain && source !== undefined ? new Map([[source.resource, deleted]]) : replaced;
}
