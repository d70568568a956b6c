import { companionTable, ROW_NUMBER, stagedRows } from "./duckdb-stage.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { segmentsOf } from "./segments.js";
import { quoteName, quoteNames, tableName } from "./sql.js";
import type { Transfer } from "./transfer.js";

/** Deletes the rows of the dataset that have a staged key, and their child rows, which name them as their root. */
export async function deleteStagedKeys({ dataset, chain, stageOf, run }: Transfer): Promise<void> {
  const { table } = chain.root;
  if (!table.exists) return;
  const stage = stageOf(chain.root);
  const target = tableName(dataset, table.name);
  const id = quoteName(SYSTEM_COLUMNS.id);
  const { primaryKey } = chain.plan;
  const isSame = primaryKey.map((key) => `target.${quoteName(key)} = staged.${quoteName(key)}`).join(" AND ");
  const children = chain.existing.filter(({ name }) => name !== table.name);
  const deleted = companionTable(stage, "deleted");
  for (const parts of segmentsOf(stage)) {
    // Not as EXISTS: DuckDB would answer that with three joins, since the rows are unpacked in it.
    const staged = `${stagedRows(stage, primaryKey, parts)} AS staged`;
    if (children.length > 0) {
      await run(
        `CREATE TEMP TABLE ${deleted} AS ` +
          `SELECT target.${id} AS root_id FROM ${target} AS target SEMI JOIN ${staged} ON ${isSame}`,
      );
      for (const child of children) {
        await run(
          `DELETE FROM ${tableName(dataset, child.name)} ` +
            `WHERE ${quoteName(SYSTEM_COLUMNS.rootId)} IN (SELECT root_id FROM ${deleted})`,
        );
      }
      await run(`DROP TABLE ${deleted}`);
    }
    await run(`DELETE FROM ${target} AS target USING ${staged} WHERE ${isSame}`);
  }
}

/**
 * The staged root rows whose key comes again later, as a temporary table of their numbers (`root_row`); undefined when
 * there are none.
 */
export async function findRepeatedRows({ chain, stageOf, run }: Transfer): Promise<string | undefined> {
  if (chain.keys.isAscending) return undefined;
  const stage = stageOf(chain.root);
  const rows = stagedRows(stage, [...chain.plan.primaryKey, ROW_NUMBER]);
  const keys = quoteNames(chain.plan.primaryKey);
  const table = companionTable(stage, "repeated");
  await run(`CREATE TEMP TABLE ${table} (root_row BIGINT)`);
  const shares = segmentsOf(stage).length;
  let found = 0;
  for (let share = 0; share < shares; share++) {
    // Rows with the same key are always in the same share.
    const inShare = shares === 1 ? rows : `(FROM ${rows} WHERE hash(${keys}) % ${shares} = ${share})`;
    found += await run(`INSERT INTO ${table} ${repeatedRows(inShare, keys)}`);
  }
  if (found > 0) return table;
  await run(`DROP TABLE ${table}`);
  return undefined;
}

function repeatedRows(rows: string, keys: string): string {
  const row = quoteName(ROW_NUMBER);
  return (
    `SELECT staged.${row} FROM ${rows} AS staged JOIN ` +
    `(SELECT ${keys}, max(${row}) AS last_row FROM ${rows} AS staged GROUP BY ${keys} HAVING count(*) > 1) AS last ` +
    `USING (${keys}) WHERE staged.${row} < last.last_row`
  );
}
