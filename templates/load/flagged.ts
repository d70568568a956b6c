import { declaredColumns } from "./declared.js";
import { isKept, leaveOut, type LeftOut } from "./left-out.js";
import { leaveOutPresent } from "./matching.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { quoteName, tableName } from "./sql.js";
import { ROW, unpackRoots } from "./staged-roots.js";

/**
 * The condition that a staged root row (`staged`) is there to delete rows: that the column with the hint `hard_delete` is
 * true, or holds anything when it is no bool. Undefined when no row can be.
 */
function isFlagged({ transfer: { chain }, roots }: LeftOut): string | undefined {
  const { table } = chain.root;
  const flag = declaredColumns(chain.plan.declared, table.name).find(({ hardDelete }) => hardDelete === true);
  if (flag === undefined || !roots.columns.has(flag.name)) return undefined;
  const isBool = table.columns.get(flag.name)?.type.kind === "bool";
  return `staged.${quoteName(flag.name)} ${isBool ? "IS TRUE" : "IS NOT NULL"}`;
}

/** Leaves out the rows that are there to delete others. */
export async function leaveOutFlagged(leftOut: LeftOut): Promise<void> {
  const condition = isFlagged(leftOut);
  if (condition === undefined) return;
  await unpackRoots(leftOut.roots);
  const kept = isKept(leftOut, `staged.${ROW}`);
  const rows = `SELECT staged.${ROW} FROM ${leftOut.roots.name} AS staged WHERE ${condition} AND ${kept}`;
  await leaveOut(leftOut, "deleted", rows);
}

/** Leaves out the rows that find a row of their primary key to delete. */
export async function leaveOutFlaggedPresent(leftOut: LeftOut): Promise<void> {
  const condition = isFlagged(leftOut);
  if (condition === undefined) return;
  await leaveOutPresent(leftOut, "deleted", leftOut.transfer.chain.plan.primaryKey, condition);
}

/** Deletes the child rows of rows that are there to delete others and were inserted all the same. */
export async function deleteChildrenOfFlagged(leftOut: LeftOut): Promise<void> {
  const condition = isFlagged(leftOut);
  if (condition === undefined) return;
  await unpackRoots(leftOut.roots);
  const { dataset, chain, run } = leftOut.transfer;
  const flagged =
    `SELECT staged.${quoteName(SYSTEM_COLUMNS.id)} FROM ${leftOut.roots.name} AS staged ` +
    `WHERE ${condition} AND ${isKept(leftOut, `staged.${ROW}`)}`;
  for (const { table, rows } of chain.staged) {
    if (rows === 0 || table === chain.root.table) continue;
    await run(
      `DELETE FROM ${tableName(dataset, table.name)} WHERE ${quoteName(SYSTEM_COLUMNS.rootId)} IN (${flagged})`,
    );
  }
}
