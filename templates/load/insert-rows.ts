import { requiredColumn, stageColumn, type Stage } from "./duckdb-stage.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { isInRange, segmentsOf, type Segment } from "./segments.js";
import { quoteNames, quoteText, tableName } from "./sql.js";
import type { StagedTable, TableRole } from "./staged-table.js";
import { PARENT_ROW, ROOT_ROW } from "./system-columns.js";
import type { Transfer } from "./transfer.js";

/** Copies the staged rows of a chain, without those of the root rows that the table `repeated` names. */
export async function insertRows(transfer: Transfer, repeated?: string): Promise<void> {
  const { chain, run } = transfer;
  for (const segment of segmentsOf(chain)) {
    for (const staged of chain.staged) {
      const { start, end } = segment(staged);
      if (start < end) await run(insertStatement(transfer, staged, segment, repeated));
    }
  }
}

/** Columns are matched by name, never by position. Child rows get the ids of the parent and root rows they name. */
function insertStatement(
  transfer: Transfer,
  staged: StagedTable,
  segment: Segment,
  repeated: string | undefined,
): string {
  const { dataset, chain, loadId, stageOf } = transfer;
  const stage = stageOf(staged);
  const columns = stage.columns.filter(({ column: { name } }) => name !== PARENT_ROW && name !== ROOT_ROW);
  const names = columns.map(({ column }) => column.name);
  const values = columns.map((column) => `row.${stageColumn(stage, column)}`);
  const tables = [`${stage.name} AS row`];
  const conditions = [isInRange("row", segment(staged))];
  const { role } = staged;
  const join = (alias: string, to: StagedTable, row: string) => {
    tables.push(`JOIN ${stageOf(to).name} AS ${alias} ON ${alias}.rowid = ${row}`);
    conditions.push(isInRange(alias, segment(to)));
  };
  if (role.kind === "root") {
    names.push(SYSTEM_COLUMNS.loadId);
    values.push(quoteText(loadId));
  } else {
    join("parent", role.parent, `row.${requiredColumn(stage, PARENT_ROW)}`);
    names.push(SYSTEM_COLUMNS.parentId);
    values.push(`parent.${requiredColumn(stageOf(role.parent), SYSTEM_COLUMNS.id)}`);
    if (role.withRootId) {
      const root = isDirectChild(role) ? "parent" : "root";
      if (root === "root") join(root, chain.root, rootRowOf(stage));
      names.push(SYSTEM_COLUMNS.rootId);
      values.push(`${root}.${requiredColumn(stageOf(chain.root), SYSTEM_COLUMNS.id)}`);
    }
  }
  if (repeated !== undefined)
    tables.push(`ANTI JOIN ${repeated} AS repeated ON repeated.root_row = ${rootRowOf(stage)}`);
  return (
    `INSERT INTO ${tableName(dataset, staged.table.name)} (${quoteNames(names)}) ` +
    `SELECT ${values.join(", ")} FROM ${tables.join(" ")} WHERE ${conditions.join(" AND ")}`
  );
}

/** The number of the root row that a staged row belongs to. */
function rootRowOf(stage: Stage): string {
  const { role } = stage.staged;
  if (role.kind === "root") return "row.rowid";
  return `row.${requiredColumn(stage, isDirectChild(role) ? PARENT_ROW : ROOT_ROW)}`;
}

function isDirectChild({ parent }: Extract<TableRole, { kind: "child" }>): boolean {
  return parent.role.kind === "root";
}
