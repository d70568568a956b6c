import { userCondition } from "./condition.js";
import { leaveOut, type LeftOut } from "./left-out.js";
import { ROW } from "./staged-roots.js";

/** Leaves out the staged rows that do not meet `source_filter`; as in SQL, what is neither true nor false is not met. */
export async function leaveOutFiltered(leftOut: LeftOut, sourceFilter: string | undefined): Promise<void> {
  if (sourceFilter === undefined) return;
  const condition = await userCondition(leftOut, sourceFilter);
  await leaveOut(leftOut, "filtered", `SELECT ${ROW} FROM ${leftOut.roots.name} WHERE ${condition} IS NOT TRUE`);
}
