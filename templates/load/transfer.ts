import { isEmptied, type Chain } from "./chain.js";
import type { Stage, Statements } from "./destination.js";
import { insertRows } from "./insert-rows.js";
import { NO_OUTCOMES, type Outcomes } from "./strategy.js";
import { tableName, type Dataset } from "./sql.js";
import type { StagedTable } from "./staged-table.js";

/** What turns the staged rows of a chain into rows of the dataset. */
export interface Transfer extends Statements {
  readonly dataset: Dataset;
  readonly chain: Chain;
  readonly loadId: string;
  readonly stageOf: (staged: StagedTable) => Stage;
}

/** Writes what was staged for a chain, by its write disposition. Runs in the transaction of the load. */
export async function transferChain(transfer: Transfer): Promise<Outcomes> {
  const { plan, root } = transfer.chain;
  if (plan.strategy !== undefined) return root.rows === 0 ? NO_OUTCOMES : plan.strategy.write(transfer);
  if (isEmptied(transfer.chain)) await emptyTables(transfer);
  await insertRows(transfer);
  return NO_OUTCOMES;
}

/** Also empties child tables that the run has no rows for. */
async function emptyTables({ dataset, chain, run }: Transfer): Promise<void> {
  for (const table of chain.existing) await run(`DELETE FROM ${tableName(dataset, table.name)}`);
}
