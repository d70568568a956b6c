import { companionTable, requiredColumn, type Stage } from "./duckdb-stage.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { isInRange, segmentsOf } from "./segments.js";
import { quoteName, tableName } from "./sql.js";
import type { Transfer } from "./transfer.js";

/** Deletes the rows of the dataset that have a staged key, and their child rows, which name them as their root. */
export async function deleteStagedKeys({ dataset, chain, stageOf, run }: Transfer): Promise<void> {
  const { table } = chain.root;
  if (!table.exists) return;
  const stage = stageOf(chain.root);
  const target = tableName(dataset, table.name);
  const isSame = chain.plan.primaryKey.map((key) => `target.${quoteName(key)} = staged.${requiredColumn(stage, key)}`);
  const children = chain.existing.filter(({ name }) => name !== table.name);
  for (const segment of segmentsOf(chain)) {
    const condition = [isInRange("staged", segment(chain.root)), ...isSame].join(" AND ");
    const isStaged = `EXISTS (SELECT 1 FROM ${stage.name} AS staged WHERE ${condition})`;
    for (const child of children) {
      await run(
        `DELETE FROM ${tableName(dataset, child.name)} WHERE ${quoteName(SYSTEM_COLUMNS.rootId)} IN ` +
          `(SELECT target.${quoteName(SYSTEM_COLUMNS.id)} FROM ${target} AS target WHERE ${isStaged})`,
      );
    }
    await run(`DELETE FROM ${target} AS target WHERE ${isStaged}`);
  }
}

/**
 * The staged root rows whose key comes again later, as a temporary table of their numbers (`root_row`); undefined when
 * there are none.
 */
export async function findRepeatedRows({ chain, stageOf, run }: Transfer): Promise<string | undefined> {
  if (chain.keys.isAscending) return undefined;
  const stage = stageOf(chain.root);
  const keys = chain.plan.primaryKey.map((key) => requiredColumn(stage, key)).join(", ");
  const table = companionTable(stage, "repeated");
  await run(`CREATE TEMP TABLE ${table} (root_row BIGINT)`);
  const parts = segmentsOf(chain).length;
  let found = 0;
  for (let part = 0; part < parts; part++) found += await run(insertRepeated(stage, table, keys, part, parts));
  if (found > 0) return table;
  await run(`DROP TABLE ${table}`);
  return undefined;
}

/** Rows with the same key are always in the same part. */
function insertRepeated(stage: Stage, table: string, keys: string, part: number, parts: number): string {
  const isInPart = parts === 1 ? "true" : `hash(${keys}) % ${parts} = ${part}`;
  return (
    `INSERT INTO ${table} SELECT staged.rowid FROM ${stage.name} AS staged JOIN ` +
    `(SELECT ${keys}, max(rowid) AS last_row FROM ${stage.name} WHERE ${isInPart} GROUP BY ${keys} HAVING count(*) > 1) ` +
    `AS last USING (${keys}) WHERE ${isInPart} AND staged.rowid < last.last_row`
  );
}
