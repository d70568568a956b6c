import { ROW_NUMBER, stagedRows, type Stage, type StagePart } from "./destination.js";
import { leftOutRows, type LeftOut, type Reason } from "./left-out.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { quoteName, quoteNames, quoteText, tableName } from "./sql.js";
import { ROOT_ROW } from "./system-columns.js";
import type { Transfer } from "./transfer.js";

/** Why a root row is left out that the dataset does not have by this id: its child rows would hang on nothing. */
const ABSENT: readonly Reason[] = ["filtered", "repeated", "deleted", "foreign"];

export interface InsertOptions {
  /** Root rows that are not copied; neither are their child rows. */
  readonly leftOut?: LeftOut;
  /** Whether child rows of root rows that are there already are copied nevertheless. Default: false. */
  readonly childrenOfPresent?: boolean;
  /** Whether child rows whose id is there already are left as they are. Default: false. */
  readonly newChildrenOnly?: boolean;
  /** Further columns of the root table, with the same value in every row, as SQL. */
  readonly constants?: ReadonlyMap<string, string>;
}

/** Copies the staged rows of a chain. */
export async function insertRows(transfer: Transfer, options: InsertOptions = {}): Promise<void> {
  const { chain, run, stageOf } = transfer;
  for (const staged of chain.staged) {
    const stage = stageOf(staged);
    for (const part of stage.parts) await run(insertStatement(transfer, stage, part, options));
  }
}

/** Columns are matched by name, never by position. */
function insertStatement(transfer: Transfer, stage: Stage, part: StagePart, options: InsertOptions): string {
  const { table, role } = stage.staged;
  const fixed = new Map(role.kind === "root" ? options.constants : []);
  if (role.kind === "root") fixed.set(SYSTEM_COLUMNS.loadId, quoteText(transfer.loadId));
  const staged = Array.from(part.columns.keys(), ({ column }) => column.name);
  const names = staged.filter((name) => name !== ROOT_ROW && !fixed.has(name));
  const unmatched = unmatchedRows(transfer, stage, options);
  const rows = stagedRows([part], [...names, ...unmatched.names]);
  const values = [...names.map((name) => `row.${quoteName(name)}`), ...fixed.values()];
  return (
    `INSERT INTO ${tableName(transfer.dataset, table.name)} (${quoteNames([...names, ...fixed.keys()])}) ` +
    `SELECT ${values.join(", ")} FROM ${rows} AS row ${unmatched.sql}`
  );
}

/** What keeps rows from being copied, as outer joins that must find nothing, and the further columns that they need. */
function unmatchedRows(
  { dataset }: Transfer,
  { staged: { table, role } }: Stage,
  { leftOut, childrenOfPresent = false, newChildrenOnly = false }: InsertOptions,
): { readonly sql: string; readonly names: readonly string[] } {
  const isChild = role.kind === "child";
  const left = leftOut && leftOutRows(leftOut, isChild && childrenOfPresent ? ABSENT : undefined);
  const joins: string[] = [];
  const conditions: string[] = [];
  const names: string[] = [];
  if (left !== undefined) {
    const rootRow = isChild ? ROOT_ROW : ROW_NUMBER;
    names.push(rootRow);
    joins.push(`LEFT JOIN ${left} AS left_out ON left_out.root_row = row.${quoteName(rootRow)}`);
    conditions.push("left_out.root_row IS NULL");
  }
  if (isChild && newChildrenOnly && table.exists) {
    const id = quoteName(SYSTEM_COLUMNS.id);
    joins.push(`LEFT JOIN ${tableName(dataset, table.name)} AS present ON present.${id} = row.${id}`);
    conditions.push(`present.${id} IS NULL`);
  }
  return { sql: joins.length === 0 ? "" : `${joins.join(" ")} WHERE ${conditions.join(" AND ")}`, names };
}
