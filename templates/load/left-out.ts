import { stagedRoots, type StagedRoots } from "./staged-roots.js";
import type { Transfer } from "./transfer.js";

/**
 * Why a staged root row does not become a row: `source_filter` left it out, a record of the same key was read later, it
 * is there to delete a row, or the dataset has it already, by the same id (`present`) or by another one (`foreign`).
 */
export type Reason = "filtered" | "repeated" | "deleted" | "present" | "foreign";

/** The staged root rows that do not become rows, as a temporary table (`root_row`, `reason`) that is made when needed. */
export interface LeftOut {
  readonly transfer: Transfer;
  /** What a merge looks at, of all staged root rows. */
  readonly roots: StagedRoots;
  readonly table: string;
  /** The reasons for which there are rows. */
  readonly reasons: Set<Reason>;
  isCreated: boolean;
}

/** `columns` are those that conditions will look at. */
export function createLeftOut(transfer: Transfer, columns: readonly string[]): LeftOut {
  const table = transfer.stageOf(transfer.chain.root).companion("left_out");
  return { transfer, roots: stagedRoots(transfer, columns), table, reasons: new Set(), isCreated: false };
}

/** Adds the rows whose numbers a query names. */
export async function leaveOut(leftOut: LeftOut, reason: Reason, query: string): Promise<void> {
  const { transfer, table } = leftOut;
  if (!leftOut.isCreated) await transfer.run(`CREATE TEMP TABLE ${table} (root_row BIGINT, reason VARCHAR)`);
  leftOut.isCreated = true;
  const added = await transfer.run(
    `INSERT INTO ${table} SELECT found.root_row, '${reason}' FROM (${query}) AS found(root_row)`,
  );
  if (added > 0) leftOut.reasons.add(reason);
}

/** The rows that are left out, for any reason or for those given, as SQL; undefined when there are none. */
export function leftOutRows({ table, reasons }: LeftOut, wanted?: readonly Reason[]): string | undefined {
  const found = Array.from(reasons).filter((reason) => wanted?.includes(reason) ?? true);
  if (found.length === 0) return undefined;
  if (found.length === reasons.size) return table;
  const listed = found.map((reason) => `'${reason}'`).join(", ");
  return `(SELECT root_row FROM ${table} WHERE reason IN (${listed}))`;
}

/** A condition that is true for the root rows (by number) that are not left out, for any reason or for those given. */
export function isKept(leftOut: LeftOut, rootRow: string, wanted?: readonly Reason[]): string {
  const rows = leftOutRows(leftOut, wanted);
  if (rows === undefined) return "true";
  return `NOT EXISTS (SELECT 1 FROM ${rows} AS left_out WHERE left_out.root_row = ${rootRow})`;
}

export async function dropLeftOut({ transfer, roots, table, isCreated }: LeftOut): Promise<void> {
  if (isCreated) await transfer.run(`DROP TABLE ${table}`);
  if (roots.isUnpacked) await transfer.run(`DROP TABLE ${roots.name}`);
}
