import { ROW_NUMBER, stagedRows, type Stage, type StagePart } from "./duckdb-stage.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { quoteName, quoteNames, quoteText, tableName } from "./sql.js";
import { ROOT_ROW } from "./system-columns.js";
import type { Transfer } from "./transfer.js";

/** Copies the staged rows of a chain, without those of the root rows that the table `repeated` names. */
export async function insertRows(transfer: Transfer, repeated?: string): Promise<void> {
  const { chain, run, stageOf } = transfer;
  for (const staged of chain.staged) {
    const stage = stageOf(staged);
    for (const part of stage.parts) await run(insertStatement(transfer, stage, part, repeated));
  }
}

/** Columns are matched by name, never by position. */
function insertStatement(
  { dataset, loadId }: Transfer,
  stage: Stage,
  part: StagePart,
  repeated: string | undefined,
): string {
  const { table, role } = stage.staged;
  const names = Array.from(part.columns.keys(), ({ column }) => column.name).filter((name) => name !== ROOT_ROW);
  const rootRow = role.kind === "root" ? ROW_NUMBER : ROOT_ROW;
  const rows = stagedRows(stage, repeated === undefined ? names : [...names, rootRow], [part]);
  const isRepeated =
    repeated === undefined ? "" : ` ANTI JOIN ${repeated} AS repeated ON repeated.root_row = row.${quoteName(rootRow)}`;
  const loadIds = role.kind === "root" ? [SYSTEM_COLUMNS.loadId] : [];
  const values = [...names.map((name) => `row.${quoteName(name)}`), ...loadIds.map(() => quoteText(loadId))];
  return (
    `INSERT INTO ${tableName(dataset, table.name)} (${quoteNames([...names, ...loadIds])}) ` +
    `SELECT ${values.join(", ")} FROM ${rows} AS row${isRepeated}`
  );
}
