import { userCondition } from "./condition.js";
import { leaveOutFiltered } from "./filtered.js";
import { insertRows } from "./insert-rows.js";
import { createLeftOut, dropLeftOut, type LeftOut } from "./left-out.js";
import { isInScope, isNotStaged, isStaged, leaveOutPresent } from "./matching.js";
import { outcomesOf } from "./outcomes.js";
import { recordIds } from "./record-ids.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { quoteName, quoteText, tableName } from "./sql.js";
import { allColumns, keyColumns } from "./staged-roots.js";
import type { MergeStrategy, Outcomes } from "./strategy.js";
import type { Transfer } from "./transfer.js";

export interface Scd2Options {
  /** The columns that say from when to when a row was valid. */
  readonly validFrom: string;
  readonly validTo: string;
  /** ISO 8601: what `validTo` holds in rows that are valid. Default: null. */
  readonly activeRecordTimestamp?: string;
  /** ISO 8601: where validity changes. Default: the time of the load. */
  readonly boundaryTimestamp?: string;
  /** The column that tells whether a record changed. Default: the row id, which is a hash of the whole record. */
  readonly rowVersionColumn?: string;
  /** SQL condition on the columns of the table: other records are left out. */
  readonly sourceFilter?: string;
  /** SQL condition on the dataset's table: only rows that meet it are retired. */
  readonly destinationScope?: string;
}

/**
 * dlt's scd2 (slowly changing dimension of type 2): a changed record is a new row, valid from now on, and the row that
 * was valid is retired, as are rows that no record has any more. With a merge key only rows of the merge keys in the run
 * are.
 */
export function scd2(options: Scd2Options): MergeStrategy {
  return {
    name: "scd2",
    options: { ...options },
    withRootIds: false,
    repeatsIds: true, // a record that comes again after it was retired has the id that it had
    ...(options.rowVersionColumn === undefined ? { rowIds: recordIds } : {}),
    write: (transfer) => write(transfer, options),
  };
}

async function write(transfer: Transfer, options: Scd2Options): Promise<Outcomes> {
  const { root } = transfer.chain;
  const version = [options.rowVersionColumn ?? SYSTEM_COLUMNS.id];
  const usesSql = options.sourceFilter !== undefined || options.destinationScope !== undefined;
  const columns = usesSql ? allColumns(transfer) : [...keyColumns(transfer), ...version];
  const leftOut = createLeftOut(transfer, columns);
  const boundary = timestamp(options.boundaryTimestamp ?? timeOfLoad(transfer.loadId));
  const { activeRecordTimestamp: active } = options;
  const isActive = `target.${quoteName(options.validTo)} ${active === undefined ? "IS NULL" : `= ${timestamp(active)}`}`;
  await leaveOutFiltered(leftOut, options.sourceFilter);
  if (root.table.exists) {
    await retire(leftOut, options, `${quoteName(options.validTo)} = ${boundary}`, [
      isActive,
      await isNotStaged(leftOut, version),
    ]);
  }
  await leaveOutPresent(leftOut, "present", version, isActive);
  await insertRows(transfer, {
    leftOut,
    newChildrenOnly: true, // a version that comes again finds its child rows, which are never deleted
    constants: new Map([
      [options.validFrom, boundary],
      [options.validTo, active === undefined ? "NULL" : timestamp(active)],
    ]),
  });
  const outcomes = await outcomesOf(leftOut, new Map());
  await dropLeftOut(leftOut);
  return outcomes;
}

async function retire(
  leftOut: LeftOut,
  { destinationScope }: Scd2Options,
  change: string,
  conditions: readonly string[],
): Promise<void> {
  const { transfer } = leftOut;
  const { mergeKey = [], table } = transfer.chain.plan;
  const all = [...conditions];
  if (destinationScope !== undefined) {
    all.push(isInScope(transfer, await userCondition(leftOut, destinationScope)));
  } else if (mergeKey.length > 0) {
    all.push(await isStaged(leftOut, mergeKey));
  }
  await transfer.run(`UPDATE ${tableName(transfer.dataset, table)} AS target SET ${change} WHERE ${all.join(" AND ")}`);
}

function timestamp(text: string): string {
  return `CAST(${quoteText(text)} AS TIMESTAMP WITH TIME ZONE)`;
}

/** A load id is its time: Unix seconds with microseconds. */
function timeOfLoad(loadId: string): string {
  const [seconds = "", microseconds = ""] = loadId.split(".");
  return `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 19)}.${microseconds}+00:00`;
}
