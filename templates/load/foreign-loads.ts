import type { Destination } from "./destination.js";
import { LoadError } from "./errors.js";
import type { StateOwner } from "./pipeline-state.js";
import { quoteText, tableName, type Dataset } from "./sql.js";
import { LOADS_TABLE, STATE_TABLE } from "./system-tables.js";

/**
 * Counts the loads of a dataset that a load of this schema or pipeline follows: a load that was written since must not be
 * overtaken, whether dlt made it, which knows no lock of ours, or another connection.
 */
export async function countEarlierLoads(
  destination: Destination,
  dataset: Dataset,
  owner: StateOwner,
): Promise<number> {
  if (!(await destination.hasTable(dataset, LOADS_TABLE))) return 0;
  const hasStates = await destination.hasTable(dataset, STATE_TABLE); // dlt can be told not to store them
  const [[count] = []] = await destination.query(earlierLoads(dataset, owner, hasStates));
  return Number(count);
}

/** @throws LoadError when `count` in the transaction, of what `countEarlierLoads` counts, is not what it was before */
export async function requireNoForeignLoad(
  count: (sql: string) => Promise<number>,
  dataset: Dataset,
  owner: StateOwner,
  before: number,
): Promise<void> {
  if ((await count(earlierLoads(dataset, owner))) === before) return;
  throw new LoadError(
    `another load was written to dataset ${dataset.schema} since this one began to read: ` +
      "cursors would go back, and rows be there twice; run it again, to go on from what is there now",
  );
}

function earlierLoads(dataset: Dataset, { pipelineName, schemaName }: StateOwner, hasStates = true): string {
  const states = tableName(dataset, STATE_TABLE);
  const ofPipeline = `load_id IN (SELECT _dlt_load_id FROM ${states} WHERE pipeline_name = ${quoteText(pipelineName)})`;
  return (
    `SELECT count(*) FROM ${tableName(dataset, LOADS_TABLE)} ` +
    `WHERE schema_name = ${quoteText(schemaName)}${hasStates ? ` OR ${ofPipeline}` : ""}`
  );
}
