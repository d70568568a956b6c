import { childTable, type Chain } from "./chain.js";
import { BATCH_ROWS } from "./staged-table.js";
import { writeStage } from "./duckdb-stage.js";
import { watchKey } from "./keys.js";
import type { LoadOptions, LoadSource, ResourceLoad } from "./load.js";
import { normalisePage, type Normaliser } from "./normalise.js";
import { resourceState } from "./pipeline-state.js";
import { stageOf, type Run } from "./run.js";
import { endSegment } from "./segments.js";
import { countNullColumns, rowSite } from "./sites.js";
import { createTally, warningsOf } from "./tally.js";

/** Reads a source to its end; only the page that is being read, and batches that are not full, stay in memory. */
export async function readSource(
  run: Run,
  { plan, pages }: LoadSource,
  { signal, onProgress }: Pick<LoadOptions, "signal" | "onProgress">,
): Promise<ResourceLoad> {
  const chain = run.chains.get(plan.table);
  if (chain === undefined) throw new TypeError(`no chain was opened for ${plan.table}`);
  const rowsBefore = rowsByTable(chain);
  const normaliser: Normaliser = {
    root: rowSite(chain.root, plan.maxTableNesting),
    childTable: (parent, names) => childTable(chain, parent, names, (name) => run.isTaken(chain, name)),
    checkRoot: () => watchKey(chain.keys, plan, chain.root),
    nextId: run.nextId,
    tally: createTally(),
    pending: [],
  };
  let records = 0;
  for await (const page of pages(resourceState(run.state, plan.resource))) {
    signal?.throwIfAborted();
    normalisePage(normaliser, page);
    endSegment(chain);
    await reserveMemory(run);
    for (const staged of chain.staged) await writeStage(stageOf(run, staged));
    records += page.records.length;
    onProgress?.({ resource: plan.resource, records, rows: sum(rowsByTable(chain)) - sum(rowsBefore) });
  }
  countNullColumns(normaliser.root, normaliser.tally);
  const rows = Array.from(rowsByTable(chain), ([table, all]) => [table, all - (rowsBefore.get(table) ?? 0)] as const);
  return {
    resource: plan.resource,
    records,
    rows: Object.fromEntries(rows.filter(([, count]) => count > 0)),
    warnings: warningsOf(normaliser.tally),
  };
}

/** Each column takes memory in its staging table and in the table that it is copied to. */
async function reserveMemory({ chains, memory }: Run): Promise<void> {
  let columns = 0;
  let characters = 0;
  for (const { staged } of chains.values()) {
    for (const table of staged) {
      columns += table.table.columns.size;
      const batches = Math.max(1, table.fullBatches.length + table.batchRows / BATCH_ROWS);
      characters = Math.max(characters, table.characters / batches);
    }
  }
  await memory.reserve(columns, characters);
}

/** The rows staged so far: of all resources that share the chain. */
function rowsByTable({ staged }: Chain): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (const { table, rows: more } of staged) rows.set(table.name, (rows.get(table.name) ?? 0) + more);
  return rows;
}

function sum(rows: ReadonlyMap<string, number>): number {
  return Array.from(rows.values()).reduce((total, more) => total + more, 0);
}
