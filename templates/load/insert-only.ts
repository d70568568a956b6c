import { leaveOutFlagged } from "./flagged.js";
import { insertRows } from "./insert-rows.js";
import { keyIds } from "./key-ids.js";
import { createLeftOut, dropLeftOut } from "./left-out.js";
import { leaveOutPresent } from "./matching.js";
import { outcomesOf } from "./outcomes.js";
import { leaveOutRepeated } from "./repeated.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { quoteName } from "./sql.js";
import { keyColumns } from "./staged-roots.js";
import type { MergeStrategy, Outcomes } from "./strategy.js";
import type { Transfer } from "./transfer.js";

/**
 * dlt's insert-only: a record becomes a row when the dataset has none with its primary key; rows that are there stay as
 * they are. As in dlt, elements at new places of their lists are new child rows all the same.
 */
export function insertOnly(): MergeStrategy {
  return { name: "insert-only", options: {}, withRootIds: true, rowIds: keyIds, write };
}

async function write(transfer: Transfer): Promise<Outcomes> {
  const { chain } = transfer;
  const { id } = SYSTEM_COLUMNS;
  const leftOut = createLeftOut(transfer, [...keyColumns(transfer), id]);
  await leaveOutRepeated(leftOut);
  const otherId = `target.${quoteName(id)} <> staged.${quoteName(id)}`;
  await leaveOutPresent(leftOut, "foreign", chain.plan.primaryKey, otherId);
  await leaveOutPresent(leftOut, "present", chain.plan.primaryKey);
  await leaveOutFlagged(leftOut); // last: as in dlt, a flag keeps no elements from rows that are there
  await insertRows(transfer, { leftOut, childrenOfPresent: true, newChildrenOnly: true });
  const outcomes = await outcomesOf(leftOut, new Map());
  await dropLeftOut(leftOut);
  return outcomes;
}
