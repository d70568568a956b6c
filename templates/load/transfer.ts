import type { Chain } from "./chain.js";
import { deleteStagedKeys, findRepeatedRows } from "./delete-insert.js";
import type { Stage } from "./duckdb-stage.js";
import { insertRows } from "./insert-rows.js";
import { tableName, type Dataset } from "./sql.js";
import type { StagedTable } from "./staged-table.js";

/** What turns the staged rows of a chain into rows of the dataset. */
export interface Transfer {
  readonly dataset: Dataset;
  readonly chain: Chain;
  readonly loadId: string;
  readonly stageOf: (staged: StagedTable) => Stage;
  /** Runs a statement; the number of rows that it inserted or deleted. */
  readonly run: (sql: string) => Promise<number>;
}

/** Writes what was staged for a chain, by its write disposition. Runs in the transaction of the load. */
export async function transferChain(transfer: Transfer): Promise<void> {
  const { plan } = transfer.chain;
  switch (plan.writeDisposition) {
    case "append":
      return insertRows(transfer);
    case "replace":
      await emptyTables(transfer);
      return insertRows(transfer);
    case "merge":
      return plan.primaryKey.length === 0 ? insertRows(transfer) : deleteAndInsert(transfer);
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
  if (transfer.chain.root.rows === 0) return;
  await deleteStagedKeys(transfer);
  const repeated = await findRepeatedRows(transfer);
  await insertRows(transfer, repeated);
  if (repeated !== undefined) await transfer.run(`DROP TABLE ${repeated}`);
}
