import { isKept, leaveOut, type LeftOut, type Reason } from "./left-out.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { quoteName, tableName } from "./sql.js";
import { isInRange, rangesOf, ROW, unpackRoots, type RowRange } from "./staged-roots.js";
import type { Transfer } from "./transfer.js";

/** A condition that a row of the dataset (`target`) and a staged row (`staged`) have the same values in columns. */
function isSame(columns: readonly string[]): string {
  return columns.map((name) => `target.${quoteName(name)} = staged.${quoteName(name)}`).join(" AND ");
}

/**
 * A condition that a row of the dataset (`target`) has the same values in columns as a staged row that meets a condition on
 * `staged`. Not by EXISTS, which DuckDB answers with three joins and a list of all keys of the dataset.
 */
function isAmong({ roots }: LeftOut, columns: readonly string[], condition: string): string {
  const valuesOf = (row: string) => columns.map((name) => `${row}.${quoteName(name)}`).join(", ");
  const values = columns.length === 1 ? valuesOf("target") : `(${valuesOf("target")})`;
  return `${values} IN (SELECT ${valuesOf("staged")} FROM ${roots.name} AS staged WHERE ${condition})`;
}

/** The existing tables below the root table. */
function existingChildren({ chain }: Transfer): readonly string[] {
  return chain.existing.filter(({ name }) => name !== chain.root.table.name).map(({ name }) => name);
}

/**
 * Deletes the rows of the dataset that have the same values in columns as a staged row, whatever became of that one but
 * for `source_filter`, and their child rows. Root rows are spared, not their child rows, where the staged row was left out
 * for one of the reasons given. Returns how many root rows went.
 */
export async function deleteMatching(
  leftOut: LeftOut,
  columns: readonly string[],
  spared: readonly Reason[] = [],
): Promise<number> {
  const { transfer, roots } = leftOut;
  await unpackRoots(roots);
  let deleted = 0;
  for (const range of rangesOf(transfer)) {
    const matches = (reasons: readonly Reason[]) => {
      return isAmong(leftOut, columns, `${isInRange(range)} AND ${isKept(leftOut, `staged.${ROW}`, reasons)}`);
    };
    await deleteChildren(transfer, matches(["filtered"]));
    deleted += await deleteRootsOnly(transfer, matches(["filtered", ...spared]));
  }
  return deleted;
}

/** Deletes the rows of the root table that meet a condition on `target`, and their child rows, which name them. */
export async function deleteRoots(transfer: Transfer, condition: string): Promise<void> {
  await deleteChildren(transfer, condition);
  await deleteRootsOnly(transfer, condition);
}

function deleteRootsOnly({ dataset, chain, run }: Transfer, condition: string): Promise<number> {
  return run(`DELETE FROM ${tableName(dataset, chain.root.table.name)} AS target WHERE ${condition}`);
}

/** Deletes the child rows of the root rows that meet a condition on `target`. */
async function deleteChildren(transfer: Transfer, condition: string): Promise<void> {
  const { dataset, chain, run } = transfer;
  const target = tableName(dataset, chain.root.table.name);
  for (const child of existingChildren(transfer)) {
    await run(
      `DELETE FROM ${tableName(dataset, child)} WHERE ${quoteName(SYSTEM_COLUMNS.rootId)} IN ` +
        `(SELECT target.${quoteName(SYSTEM_COLUMNS.id)} FROM ${target} AS target WHERE ${condition})`,
    );
  }
}

/** Deletes the rows of the root table that meet a condition of the user's, in which they go by the table's full name. */
export async function deleteScope(transfer: Transfer, condition: string): Promise<void> {
  const { dataset, chain, run } = transfer;
  const target = tableName(dataset, chain.root.table.name);
  for (const child of existingChildren(transfer)) {
    await run(
      `DELETE FROM ${tableName(dataset, child)} WHERE ${quoteName(SYSTEM_COLUMNS.rootId)} IN ` +
        `(SELECT ${quoteName(SYSTEM_COLUMNS.id)} FROM ${target} WHERE ${condition})`,
    );
  }
  await run(`DELETE FROM ${target} WHERE ${condition}`);
}

/** A condition that a row of the dataset (`target`) is among those that meet a condition of the user's. */
export function isInScope({ dataset, chain }: Transfer, scope: string): string {
  const id = quoteName(SYSTEM_COLUMNS.id);
  return `target.${id} IN (SELECT ${id} FROM ${tableName(dataset, chain.root.table.name)} WHERE ${scope})`;
}

/**
 * The staged root rows in a range that are not left out so far and that have the same values in columns as a row of the
 * dataset (`target`), where both meet a condition: a query of their numbers.
 */
export function presentRows(leftOut: LeftOut, range: RowRange, columns: readonly string[], condition = "true"): string {
  const { transfer, roots } = leftOut;
  const target = tableName(transfer.dataset, transfer.chain.root.table.name);
  return (
    `SELECT DISTINCT staged.${ROW} FROM ${roots.name} AS staged ` +
    `JOIN ${target} AS target ON ${isSame(columns)} AND ${condition} ` +
    `WHERE ${isInRange(range)} AND ${isKept(leftOut, `staged.${ROW}`)}`
  );
}

/** Leaves out the staged rows that the dataset has, as `presentRows` finds them. */
export async function leaveOutPresent(
  leftOut: LeftOut,
  reason: Reason,
  columns: readonly string[],
  condition?: string,
): Promise<void> {
  const { transfer, roots } = leftOut;
  if (!transfer.chain.root.table.exists) return;
  await unpackRoots(roots);
  for (const range of rangesOf(transfer)) {
    await leaveOut(leftOut, reason, presentRows(leftOut, range, columns, condition));
  }
}

/** A condition that a row of the dataset (`target`) has the same values in columns as a staged row, but for filtered ones. */
export async function isStaged(leftOut: LeftOut, columns: readonly string[]): Promise<string> {
  await unpackRoots(leftOut.roots);
  return isAmong(leftOut, columns, isUnfiltered(leftOut));
}

/** The opposite, which is true of rows that have no value in one of the columns, too: what NOT IN is not. */
export async function isNotStaged(leftOut: LeftOut, columns: readonly string[]): Promise<string> {
  await unpackRoots(leftOut.roots);
  const staged = `${isSame(columns)} AND ${isUnfiltered(leftOut)}`;
  return `NOT EXISTS (SELECT 1 FROM ${leftOut.roots.name} AS staged WHERE ${staged})`;
}

function isUnfiltered(leftOut: LeftOut): string {
  return isKept(leftOut, `staged.${ROW}`, ["filtered"]);
}
