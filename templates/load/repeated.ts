import { declaredColumns } from "./declared.js";
import { isKept, leaveOut, type LeftOut } from "./left-out.js";
import { quoteName, quoteNames } from "./sql.js";
import { rangesOf, ROW, unpackRoots } from "./staged-roots.js";

/**
 * Of several staged root rows with one primary key leaves out all but one: the one that `dedup_sort` puts first or, where
 * that decides nothing, the last one read. Without a value in the sorting column a row never wins.
 */
export async function leaveOutRepeated(leftOut: LeftOut): Promise<void> {
  const { transfer, roots } = leftOut;
  const { keys: watch, plan, root, dialect } = transfer.chain;
  if (watch.isAscending) return;
  await unpackRoots(roots);
  const keys = quoteNames(plan.primaryKey);
  const sort = sortOrder(leftOut);
  const isNullable = plan.primaryKey.some((key) => !root.required.has(key));
  const repeated = sort !== "" || isNullable ? rankedRows : earlierRows;
  const shares = rangesOf(transfer).length;
  for (let share = 0; share < shares; share++) {
    // Rows with the same key are always in the same share.
    const isInShare = shares === 1 ? "true" : `${dialect.hash(keys)} % ${shares} = ${share}`;
    const isCandidate = `${isInShare} AND ${isKept(leftOut, `staged.${ROW}`, ["filtered"])}`;
    await leaveOut(leftOut, "repeated", repeated(roots.name, keys, isCandidate, sort));
  }
}

function sortOrder({ transfer: { chain }, roots }: LeftOut): string {
  const declared = declaredColumns(chain.plan.declared, chain.root.table.name);
  const sorting = declared.find(({ dedupSort }) => dedupSort !== undefined);
  if (sorting === undefined || !roots.columns.has(sorting.name)) return "";
  return `${quoteName(sorting.name)} ${sorting.dedupSort === "desc" ? "DESC" : "ASC"} NULLS LAST, `;
}

function earlierRows(roots: string, keys: string, isCandidate: string): string {
  const last =
    `SELECT ${keys}, max(${ROW}) AS last_row FROM ${roots} AS staged WHERE ${isCandidate} ` +
    `GROUP BY ${keys} HAVING count(*) > 1`;
  return (
    `SELECT staged.${ROW} FROM ${roots} AS staged JOIN (${last}) AS last USING (${keys}) ` +
    `WHERE ${isCandidate} AND staged.${ROW} < last.last_row`
  );
}

function rankedRows(roots: string, keys: string, isCandidate: string, sort: string): string {
  const ranked =
    `SELECT ${ROW} AS staged_row, row_number() OVER (PARTITION BY ${keys} ORDER BY ${sort}${ROW} DESC) AS place ` +
    `FROM ${roots} AS staged WHERE ${isCandidate}`;
  return `SELECT staged_row FROM (${ranked}) AS ranked WHERE place > 1`;
}
