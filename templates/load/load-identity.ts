import type { Destination } from "./destination.js";
import { normalizeIdentifier } from "./naming.js";
import { readPipelineState, type StateOwner } from "./pipeline-state.js";
import { tableName, type Dataset } from "./sql.js";
import { LOADS_TABLE, STATE_TABLE } from "./system-tables.js";

/** dlt takes no longer names for a schema. */
const LONGEST_SCHEMA_NAME = 64;

export interface LoadNames {
  /** The connector's. */
  readonly name: string;
  readonly dataset: string;
  /** The pipeline whose state is continued. Default: the only one of the dataset, else `name`. */
  readonly pipeline?: string | undefined;
}

/**
 * Under which names a load is written down, so that what dlt or another connector began in a dataset is continued: the
 * names that are there already, when they leave no choice, else the connector's own.
 */
export async function identifyLoad(
  destination: Destination,
  { name, dataset, pipeline }: LoadNames,
): Promise<StateOwner> {
  const place = await destination.findDataset(normalizeIdentifier(dataset, destination.dialect.nameLimit));
  const pipelineName = pipeline ?? onlyOne(await distinct(destination, place, STATE_TABLE, "pipeline_name"), name);
  const own = normalizeIdentifier(name, LONGEST_SCHEMA_NAME);
  const inDataset = await distinct(destination, place, LOADS_TABLE, "schema_name");
  if (inDataset.length === 1) return { pipelineName, schemaName: onlyOne(inDataset, own) };
  const { document } = await readPipelineState(destination, place, { pipelineName, schemaName: own });
  const ofPipeline = document["schema_names"];
  return { pipelineName, schemaName: onlyOne(Array.isArray(ofPipeline) ? ofPipeline : [], own) };
}

/** `own` unless there is exactly one name. */
function onlyOne(names: readonly unknown[], own: string): string {
  const [first] = names;
  return names.length === 1 && typeof first === "string" ? first : own;
}

async function distinct(
  destination: Destination,
  dataset: Dataset,
  table: string,
  column: string,
): Promise<readonly unknown[]> {
  if (!(await destination.hasTable(dataset, table))) return [];
  return (await destination.query(`SELECT DISTINCT ${column} FROM ${tableName(dataset, table)}`)).map(
    ([value]) => value,
  );
}
