import { createChain, rootNames, type Chain } from "./chain.js";
import type { Catalog, Destination, MemoryLimit, Stage } from "./destination.js";
import { randomIds } from "./dlt-ids.js";
import { LoadError } from "./errors.js";
import type { PipelineState } from "./pipeline-state.js";
import type { LoadPlan } from "./plan.js";
import type { Dataset } from "./sql.js";
import type { StagedTable } from "./staged-table.js";
import type { StateObject } from "./state-document.js";
import type { Outcome } from "./strategy.js";

/** One call of `load`, from the first page to the commit. */
export interface Run {
  readonly destination: Destination;
  readonly dataset: Dataset;
  readonly memory: MemoryLimit;
  readonly state: PipelineState;
  /** What dlt or a connector stored last under the schema's name. */
  storedSchema: StateObject | undefined;
  /** The greatest id of the dataset's loads; undefined when it has none. */
  newestLoadId: string | undefined;
  /** What the destination holds. */
  catalog: Catalog;
  /** The names of all root tables. */
  readonly roots: ReadonlySet<string>;
  /** By root table: resources may share one. */
  readonly chains: Map<string, Chain>;
  /** What became of the rows that were written so far. */
  readonly outcomes: Map<string, Outcome>;
  readonly stages: Map<StagedTable, Stage>;
  /** Whether a child table's name is in use for something else. */
  readonly isTaken: (chain: Chain, name: string) => boolean;
  readonly nextId: () => string;
}

export interface RunOrigin extends Pick<
  Run,
  "destination" | "dataset" | "memory" | "state" | "storedSchema" | "newestLoadId" | "catalog"
> {
  readonly plans: readonly LoadPlan[];
  readonly fullRefresh: boolean;
}

/** @throws LoadError when two plans want the same table in different ways */
export function openRun({ plans, fullRefresh, ...origin }: RunOrigin): Run {
  const { catalog } = origin;
  const { dialect } = origin.destination;
  const roots = rootNames(catalog, plans);
  const chains = new Map<string, Chain>();
  for (const plan of plans) {
    const shared = chains.get(plan.table);
    const declared = plans.flatMap((other) => (other.table === plan.table ? (other.declared ?? []) : []));
    if (shared === undefined)
      chains.set(plan.table, createChain({ ...plan, declared }, dialect, catalog, roots, fullRefresh));
    else requireSameDisposition(shared.plan, plan);
  }
  const isOfOtherChain = (chain: Chain, name: string) =>
    Array.from(chains.values()).some((other) => other !== chain && other.tables.has(name));
  const isOfChain = ({ existing, dropped }: Chain, name: string) =>
    [...existing, ...dropped].some((table) => table.name === name);
  const isInDataset = (name: string) => run.catalog.tables.has(name) || run.catalog.views.has(name);
  const run: Run = {
    ...{ ...origin, roots, chains, stages: new Map(), outcomes: new Map(), nextId: randomIds() },
    isTaken: (chain, name) =>
      roots.has(name) || isOfOtherChain(chain, name) || (isInDataset(name) && !isOfChain(chain, name)),
  };
  return run;
}

/** Starts chains anew whose staged rows were written. */
export async function renewChains(run: Run, chains: readonly Chain[]): Promise<void> {
  const { destination, dataset, stages } = run;
  run.catalog = await destination.readCatalog(dataset);
  for (const { plan, staged } of chains) {
    for (const table of staged) {
      await stages.get(table)?.drop();
      stages.delete(table);
    }
    run.chains.set(plan.table, createChain(plan, destination.dialect, run.catalog, run.roots, false));
  }
}

/** The staging table of what was read for a table. */
export function stageOf({ destination, stages }: Run, staged: StagedTable): Stage {
  const stage = stages.get(staged) ?? destination.createStage(staged);
  stages.set(staged, stage);
  return stage;
}

function requireSameDisposition(first: LoadPlan, second: LoadPlan): void {
  if (describeWriting(first) === describeWriting(second)) return;
  throw new LoadError(
    `${first.resource} and ${second.resource} both load into table ${first.table}, ` +
      "but with different write dispositions, strategies, keys or contracts",
  );
}

function describeWriting({ writeDisposition, strategy, primaryKey, mergeKey = [], contract }: LoadPlan): string {
  return JSON.stringify([writeDisposition, strategy?.name, strategy?.options, primaryKey, mergeKey, contract?.modes]);
}
