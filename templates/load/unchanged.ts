import { declaredColumns } from "./declared.js";
import type { LeftOut } from "./left-out.js";
import { leaveOutPresent } from "./matching.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { quoteName } from "./sql.js";
import { allColumns } from "./staged-roots.js";

/**
 * Leaves out the staged root rows that are the same as the row of their key: in the column of the row's version or, without
 * one, in all columns but the load id.
 */
export async function leaveOutUnchanged(leftOut: LeftOut, versionColumn: string | undefined): Promise<void> {
  const { chain } = leftOut.transfer;
  const declared = declaredColumns(chain.plan.declared, chain.root.table.name);
  const ignored = new Set<string>([
    SYSTEM_COLUMNS.loadId,
    ...chain.plan.primaryKey,
    ...declared.filter(({ hardDelete }) => hardDelete === true).map(({ name }) => name),
  ]);
  const compared = versionColumn === undefined ? allColumns(leftOut.transfer) : [versionColumn, SYSTEM_COLUMNS.id];
  const same = compared
    .filter((name) => !ignored.has(name))
    .map((name) => `target.${quoteName(name)} IS NOT DISTINCT FROM staged.${quoteName(name)}`);
  await leaveOutPresent(leftOut, "present", chain.plan.primaryKey, same.join(" AND ") || "true");
}
