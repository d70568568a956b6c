import type { LeftOut } from "./left-out.js";
import { presentRows } from "./matching.js";
import { unpackRoots } from "./staged-roots.js";
import type { Outcome, Outcomes } from "./strategy.js";
import type { Transfer } from "./transfer.js";

/** How many of the rows that are not left out replace a row of the dataset, by resource. To be called before any deletion. */
export async function countPresent(leftOut: LeftOut): Promise<ReadonlyMap<string, number>> {
  const { transfer } = leftOut;
  const { root, plan, sources } = transfer.chain;
  const present = new Map<string, number>();
  if (!root.table.exists) return present;
  await unpackRoots(leftOut.roots);
  for (const { resource, start, end } of sources) {
    const rows = presentRows(leftOut, { start, end }, plan.primaryKey);
    const count = await transfer.count(`SELECT count(*) FROM (${rows}) AS present`);
    present.set(resource, count + (present.get(resource) ?? 0));
  }
  return present;
}

/** What became of the rows of each resource; `replaced` are those that were written over others. */
export async function outcomesOf(leftOut: LeftOut, replaced: ReadonlyMap<string, number>): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>();
  for (const [resource, rows] of rowsByResource(leftOut.transfer)) {
    const all = await countLeftOut(leftOut, resource, "true");
    const filtered = leftOut.reasons.has("filtered") ? await countLeftOut(leftOut, resource, "reason = 'filtered'") : 0;
    // A row may replace several, where something else than a merge by this key wrote them.
    const written = Math.min(replaced.get(resource) ?? 0, rows - all);
    outcomes.set(resource, { merged: all - filtered + written, filtered });
  }
  return outcomes;
}

function rowsByResource({ chain }: Transfer): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (const { resource, start, end } of chain.sources) rows.set(resource, (rows.get(resource) ?? 0) + end - start);
  return rows;
}

/** The rows of a resource that are left out and meet a condition. */
async function countLeftOut(
  { transfer, table, reasons }: LeftOut,
  resource: string,
  condition: string,
): Promise<number> {
  if (reasons.size === 0) return 0;
  const ranges = transfer.chain.sources.filter((source) => source.resource === resource);
  let count = 0;
  for (const { start, end } of ranges) {
    const isOwn = `root_row >= ${start} AND root_row < ${end}`;
    count += await transfer.count(`SELECT count(*) FROM ${table} WHERE ${isOwn} AND ${condition}`);
  }
  return count;
}
