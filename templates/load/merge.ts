import { rowsOf } from "./duckdb-catalog.js";
import type { Chain } from "./chain.js";
import { stageColumn, type Stage } from "./duckdb-stage.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { quoteName, quoteNames, quoteText, tableName, type Dataset } from "./sql.js";
import type { StagedTable } from "./staged-table.js";
import { PARENT_ROW, ROOT_ROW } from "./system-columns.js";

/** What turns the staged rows of a chain into rows of the dataset. */
export interface Transfer {
  readonly dataset: Dataset;
  readonly chain: Chain;
  readonly loadId: string;
  readonly stageOf: (staged: StagedTable) => Stage;
  readonly run: (sql: string) => Promise<void>;
}

/** Writes what was staged for a chain, by its write disposition. Runs in the transaction of the load. */
export async function transferChain(transfer: Transfer): Promise<void> {
  const { plan } = transfer.chain;
  switch (plan.writeDisposition) {
    case "append":
      return insertAll(transfer);
    case "replace":
      await emptyTables(transfer);
      return insertAll(transfer);
    case "merge":
      return plan.primaryKey.length === 0 ? insertAll(transfer) : deleteAndInsert(transfer);
    default:
      return plan.writeDisposition satisfies never;
  }
}

/** Also empties child tables that the run has no rows for. */
async function emptyTables({ dataset, chain, run }: Transfer): Promise<void> {
  for (const table of chain.existing) await run(`DELETE FROM ${tableName(dataset, table.name)}`);
}

/**
 * dlt's delete-insert: rows with a key of this run go, with their child rows, and the staged ones come. Of several staged
 * rows with one key the last one read counts, and only its child rows.
 */
async function deleteAndInsert(transfer: Transfer): Promise<void> {
  const { chain, run, stageOf } = transfer;
  if (chain.root.rows === 0) return;
  const stage = stageOf(chain.root);
  await deleteMatches(transfer, stage);
  const keys = keyColumns(chain, stage).join(", ");
  const [repeated] = await rowsOf(
    stage.connection,
    `SELECT 1 FROM ${stage.name} GROUP BY ${keys} HAVING count(*) > 1 LIMIT 1`,
  );
  if (repeated === undefined) return insertAll(transfer);
  const last = `${stage.name.slice(0, -1)}_last"`;
  await run(`CREATE TEMP TABLE ${last} AS SELECT max(rowid) AS root_row FROM ${stage.name} GROUP BY ${keys}`);
  for (const staged of chain.staged) {
    await insert(transfer, staged, ` WHERE ${rootRowOf(transfer, staged)} IN (SELECT root_row FROM ${last})`);
  }
  await run(`DROP TABLE ${last}`);
}

async function deleteMatches({ dataset, chain, run }: Transfer, stage: Stage): Promise<void> {
  const { table } = chain.root;
  if (!table.exists) return;
  const target = tableName(dataset, table.name);
  const staged = keyColumns(chain, stage);
  const matches = chain.plan.primaryKey.map((key, index) => `target.${quoteName(key)} = staged.${staged[index]}`);
  const isMatch = `EXISTS (SELECT 1 FROM ${stage.name} AS staged WHERE ${matches.join(" AND ")})`;
  for (const child of chain.existing.filter(({ name }) => name !== table.name)) {
    await run(
      `DELETE FROM ${tableName(dataset, child.name)} WHERE ${quoteName(SYSTEM_COLUMNS.rootId)} IN ` +
        `(SELECT ${quoteName(SYSTEM_COLUMNS.id)} FROM ${target} AS target WHERE ${isMatch})`,
    );
  }
  await run(`DELETE FROM ${target} AS target WHERE ${isMatch}`);
}

async function insertAll(transfer: Transfer): Promise<void> {
  for (const staged of transfer.chain.staged) await insert(transfer, staged, "");
}

/** Columns are matched by name, never by position. Child rows get the ids of the parent and root rows they name. */
async function insert(transfer: Transfer, staged: StagedTable, where: string): Promise<void> {
  const { dataset, loadId, stageOf, run } = transfer;
  if (staged.rows === 0) return;
  const stage = stageOf(staged);
  const columns = stage.columns.filter(({ column: { name } }) => name !== PARENT_ROW && name !== ROOT_ROW);
  const names = columns.map(({ column }) => column.name);
  const values = columns.map((column) => `row.${stageColumn(stage, column)}`);
  const tables = [`${stage.name} AS row`];
  const { role } = staged;
  if (role.kind === "root") {
    names.push(SYSTEM_COLUMNS.loadId);
    values.push(quoteText(loadId));
  } else {
    names.push(SYSTEM_COLUMNS.parentId);
    values.push(`parent.${requiredColumn(stageOf(role.parent), SYSTEM_COLUMNS.id)}`);
    tables.push(
      `JOIN ${stageOf(role.parent).name} AS parent ON parent.rowid = row.${requiredColumn(stage, PARENT_ROW)}`,
    );
    if (role.withRootId) {
      const root = stageOf(transfer.chain.root);
      names.push(SYSTEM_COLUMNS.rootId);
      values.push(`root.${requiredColumn(root, SYSTEM_COLUMNS.id)}`);
      tables.push(`JOIN ${root.name} AS root ON root.rowid = ${rootRowOf(transfer, staged)}`);
    }
  }
  const target = tableName(dataset, staged.table.name);
  await run(
    `INSERT INTO ${target} (${quoteNames(names)}) SELECT ${values.join(", ")} FROM ${tables.join(" ")}${where}`,
  );
}

/** What the staging table of the root calls the key columns. */
function keyColumns({ plan }: Chain, stage: Stage): readonly string[] {
  return plan.primaryKey.map((key) => requiredColumn(stage, key));
}

/** The number of the root row that a staged row belongs to. */
function rootRowOf({ stageOf }: Transfer, staged: StagedTable): string {
  const { role } = staged;
  if (role.kind === "root") return "row.rowid";
  const isDirectChild = role.parent.role.kind === "root";
  return `row.${requiredColumn(stageOf(staged), isDirectChild ? PARENT_ROW : ROOT_ROW)}`;
}

/** What the staging table calls a column that every row has. */
function requiredColumn(stage: Stage, name: string): string {
  const column = stage.columns.find(({ column: known }) => known.name === name);
  if (column === undefined) throw new TypeError(`${stage.staged.table.name} was staged without ${name}`);
  return stageColumn(stage, column);
}
