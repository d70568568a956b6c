import { ROW_NUMBER, stagedRows } from "./destination.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { quoteName, quoteNames, quoteText } from "./sql.js";
import type { Transfer } from "./transfer.js";

/** Some columns of all staged root rows, and the rows' numbers, as a temporary table that is made when needed. */
export interface StagedRoots {
  readonly transfer: Transfer;
  /** Full name, for SQL. */
  readonly name: string;
  readonly columns: ReadonlySet<string>;
  isUnpacked: boolean;
}

/** The number of a staged row, as SQL. */
export const ROW = quoteName(ROW_NUMBER);

export function stagedRoots(transfer: Transfer, columns: readonly string[]): StagedRoots {
  const name = transfer.stageOf(transfer.chain.root).companion("roots");
  const known = columns.filter((column) => transfer.chain.root.table.columns.has(column));
  return { transfer, name, columns: new Set(known), isUnpacked: false };
}

/** All columns of the root table, for conditions that the user wrote. */
export function allColumns({ chain }: Transfer): readonly string[] {
  return Array.from(chain.root.table.columns.keys());
}

/** Makes the table, unless it is there. Columns that this run has no values for are null. */
export async function unpackRoots(roots: StagedRoots): Promise<void> {
  if (roots.isUnpacked) return;
  roots.isUnpacked = true;
  const { chain, loadId, stageOf, run } = roots.transfer;
  const stage = stageOf(chain.root);
  const names = Array.from(roots.columns).filter((name) => name !== SYSTEM_COLUMNS.loadId);
  const types = names.map((name) => {
    const column = chain.root.table.columns.get(name);
    return `${quoteName(name)} ${column === undefined ? "VARCHAR" : (column.nativeType ?? chain.dialect.sqlType(column.type))}`;
  });
  const loadIds = roots.columns.has(SYSTEM_COLUMNS.loadId) ? [SYSTEM_COLUMNS.loadId] : [];
  const definitions = [`${ROW} BIGINT`, ...types, ...loadIds.map((name) => `${quoteName(name)} VARCHAR`)];
  await run(`CREATE TEMP TABLE ${roots.name} (${definitions.join(", ")})`);
  const values = [ROW, ...names.map(quoteName), ...loadIds.map(() => quoteText(loadId))];
  for (const part of stage.parts) {
    await run(
      `INSERT INTO ${roots.name} (${quoteNames([ROW_NUMBER, ...names, ...loadIds])}) ` +
        `SELECT ${values.join(", ")} FROM ${stagedRows([part], [ROW_NUMBER, ...names])} AS row`,
    );
  }
}

/** The columns with a hint, and those of the keys: what every strategy looks at. */
export function keyColumns({ chain }: Transfer): readonly string[] {
  const { primaryKey, mergeKey = [], declared = [] } = chain.plan;
  const own = declared.flatMap(({ table, columns }) => (table === chain.root.table.name ? columns : []));
  const hinted = own.filter(({ hardDelete, dedupSort }) => hardDelete === true || dedupSort !== undefined);
  return [...primaryKey, ...mergeKey, ...hinted.map(({ name }) => name)];
}

/** Numbers of staged rows: from `start` up to before `end`. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** Rows that are joined at once, at most: for more the database would need more memory the longer a run is. */
export const RANGE_ROWS = 250_000;

/** The staged root rows in ranges that are joined at once. */
export function rangesOf({ chain: { root } }: Transfer): readonly RowRange[] {
  return Array.from({ length: Math.ceil(root.rows / RANGE_ROWS) }, (_, index) => {
    const start = index * RANGE_ROWS;
    return { start, end: Math.min(start + RANGE_ROWS, root.rows) };
  });
}

/** A condition on the numbers of staged rows. */
export function isInRange({ start, end }: RowRange): string {
  return `staged.${ROW} >= ${start} AND staged.${ROW} < ${end}`;
}
