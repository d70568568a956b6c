import { changedTables, isEmptied, type Chain } from "./chain.js";
import { schemaStatements } from "./ddl.js";
import { randomId } from "./dlt-ids.js";
import { requireNoForeignLoad } from "./foreign-loads.js";
import type { LoadOptions } from "./load.js";
import { newLoadId } from "./load-id.js";
import { hasStateChanged, noteSchema, stateStatements, type PipelineState } from "./pipeline-state.js";
import { stageOf, type Run } from "./run.js";
import { schemaAfter } from "./schema-document.js";
import { insertSchema } from "./stored-schema.js";
import { quoteText, tableName } from "./sql.js";
import type { StagedTable } from "./staged-table.js";
import type { Outcome } from "./strategy.js";
import { LOADS_TABLE, systemTableStatements } from "./system-tables.js";
import { transferChain } from "./transfer.js";

const LIFTED =
  "the database needed more memory than a load leaves it: its transaction was done again without that limit";

/** Writes what was staged for some chains, and a state, in one transaction; the load's id, or null when nothing changes. */
export async function writeChains(
  run: Run,
  chains: readonly Chain[],
  state: PipelineState,
  { schemaName, signal, onStep }: Pick<LoadOptions, "schemaName" | "signal" | "onStep">,
): Promise<string | null> {
  for (const staged of chains.flatMap((chain) => chain.staged)) await run.stages.get(staged)?.finish();
  signal?.throwIfAborted();
  if (!chains.some(changesAnything) && !hasStateChanged(state)) return null;
  const loadId = newLoadId(run.newestLoadId);
  const schema = schemaAfter(run.storedSchema, schemaName, chains);
  const isNewSchema = schema["version_hash"] !== run.storedSchema?.["version_hash"];
  if (isNewSchema) noteSchema(state, String(schema["version_hash"]));
  const outcomes = new Map<string, Outcome>();
  const { pipelineName } = state;
  const conduct = { dataset: run.dataset, pipelineName, loadId, signal, onStep };
  const write = async () => {
    await run.destination.prepare?.(chains);
    await run.destination.inTransaction(conduct, async (statements) => {
      for (const statement of systemTableStatements(run.destination.dialect, run.dataset, run.catalog))
        await statements.run(statement);
      await requireNoForeignLoad(statements.count, run.dataset, state, run.earlierLoads);
      for (const statement of schemaStatements(run.dataset, chains)) await statements.run(statement);
      for (const chain of chains) {
        const { dataset } = run;
        const transfer = {
          dataset,
          chain,
          loadId,
          ...statements,
          stageOf: (staged: StagedTable) => stageOf(run, staged),
        };
        const written = await transferChain(transfer);
        // What became of rows that were found in records says nothing of the records.
        if (chain.outer === undefined) for (const [resource, outcome] of written) outcomes.set(resource, outcome);
      }
      if (isNewSchema) await statements.run(insertSchema(run.dataset, schemaName, schema));
      for (const statement of stateStatements(state, run.dataset, loadId, randomId())) {
        await statements.run(statement);
      }
      await statements.run(
        `INSERT INTO ${tableName(run.dataset, LOADS_TABLE)} (load_id, schema_name, status, inserted_at, schema_version_hash) ` +
          `VALUES (${quoteText(loadId)}, ${quoteText(schemaName)}, 0, now(), ${quoteText(String(schema["version_hash"]))})`,
      );
    });
  };
  await run.memory.reserveForWriting(run.dataset, chains);
  try {
    await write();
  } catch (error) {
    // What was staged is still there: it is written anew when there is more memory to be had.
    if (!(await run.memory.liftAfter(error))) throw error;
    run.notices.push(LIFTED);
    await write();
  }
  run.newestLoadId = loadId;
  run.earlierLoads++;
  run.storedSchema = schema;
  for (const [resource, outcome] of outcomes) addOutcome(run, resource, outcome);
  return loadId;
}

function addOutcome({ outcomes }: Run, resource: string, { merged, filtered }: Outcome): void {
  const before = outcomes.get(resource) ?? { merged: 0, filtered: 0 };
  outcomes.set(resource, { merged: before.merged + merged, filtered: before.filtered + filtered });
}

/** A replace without rows empties its tables, a full refresh drops them; other dispositions need rows. */
function changesAnything(chain: Chain): boolean {
  const { existing, dropped } = chain;
  return dropped.length > 0 || (isEmptied(chain) && existing.length > 0) || changedTables(chain).length > 0;
}
