import { createChain, rootNames, type Chain } from "./chain.js";
import type { Catalog, Destination, MemoryLimit, Stage } from "./destination.js";
import { randomIds } from "./dlt-ids.js";
import { LoadError } from "./errors.js";
import type { PipelineState } from "./pipeline-state.js";
import type { LoadPlan } from "./plan.js";
import type { Dataset } from "./sql.js";
import type { StagedTable } from "./staged-table.js";
import type { StateObject } from "./state-document.js";

/** One call of `load`, from the first page to the commit. */
export interface Run {
  readonly destination: Destination;
  readonly dataset: Dataset;
  readonly memory: MemoryLimit;
  readonly state: PipelineState;
  /** What dlt or a connector stored last under the schema's name. */
  readonly storedSchema: StateObject | undefined;
  /** The greatest id of the dataset's loads; undefined when it has none. */
  readonly newestLoadId: string | undefined;
  /** By root table: resources may share one. */
  readonly chains: ReadonlyMap<string, Chain>;
  readonly stages: Map<StagedTable, Stage>;
  /** Whether a child table's name is in use for something else. */
  readonly isTaken: (chain: Chain, name: string) => boolean;
  readonly nextId: () => string;
}

export interface RunOrigin extends Pick<
  Run,
  "destination" | "dataset" | "memory" | "state" | "storedSchema" | "newestLoadId"
> {
  readonly catalog: Catalog;
  readonly plans: readonly LoadPlan[];
  readonly fullRefresh: boolean;
}

/** @throws LoadError when two plans want the same table in different ways */
export function openRun({ catalog, plans, fullRefresh, ...origin }: RunOrigin): Run {
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
  const isInDataset = (name: string) => catalog.tables.has(name) || catalog.views.has(name);
  return {
    ...{ ...origin, chains, stages: new Map(), nextId: randomIds() },
    isTaken: (chain, name) =>
      roots.has(name) || isOfOtherChain(chain, name) || (isInDataset(name) && !isOfChain(chain, name)),
  };
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
