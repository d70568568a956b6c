import { createChain, rootNames, type Chain } from "./chain.js";
import type { Catalog, Destination, MemoryLimit, Stage } from "./destination.js";
import { createRandomIds } from "./dlt-ids.js";
import type { IdList } from "./id-list.js";
import { LoadError } from "./errors.js";
import { plansOf } from "./nested-plan.js";
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
  /** How many loads of this schema or pipeline the dataset has. */
  earlierLoads: number;
  /** What the destination holds. */
  catalog: Catalog;
  /** The names of the tables that it began with. */
  readonly earlier: ReadonlySet<string>;
  /** The names of all root tables. */
  readonly roots: ReadonlySet<string>;
  /** By root table: resources may share one. Those of nested tables stand behind those that their rows are found in. */
  readonly chains: Map<string, Chain>;
  /** What became of the rows that were written so far. */
  readonly outcomes: Map<string, Outcome>;
  /** What a person should know of the writing, of no resource in particular. */
  readonly notices: string[];
  readonly stages: Map<StagedTable, Stage>;
  /** Whether a child table's name is in use for something else. */
  readonly isTaken: (chain: Chain, name: string) => boolean;
  /** Gives a root row a random id. */
  readonly addRandomId: (list: IdList) => void;
}

export interface RunOrigin extends Pick<
  Run,
  "destination" | "dataset" | "memory" | "state" | "storedSchema" | "newestLoadId" | "earlierLoads" | "catalog"
> {
  readonly plans: readonly LoadPlan[];
  readonly fullRefresh: boolean;
}

/** @throws LoadError when two plans want the same table in different ways */
export function openRun({ plans, fullRefresh, ...origin }: RunOrigin): Run {
  const { catalog, storedSchema } = origin;
  const { dialect } = origin.destination;
  const roots = rootNames(catalog, plans.flatMap(plansOf));
  const earlier = new Set(fullRefresh ? [] : catalog.tables.keys());
  const chains = new Map<string, Chain>();
  const addChain = (plan: LoadPlan, outer: Chain | undefined): Chain => {
    const shared = chains.get(plan.table);
    if (shared !== undefined) {
      requireSameDisposition(shared, plan, outer);
      return shared;
    }
    const chain = createChain(plan, { dialect, catalog, earlier, roots, storedSchema, fullRefresh, outer });
    chains.set(plan.table, chain);
    return chain;
  };
  for (const plan of plans) {
    const declared = plans.flatMap((other) => (other.table === plan.table ? (other.declared ?? []) : []));
    const [own = plan, ...nested] = plansOf({ ...plan, declared });
    const chain = addChain(own, undefined);
    for (const below of nested) addChain(below, chain);
  }
  const isOfOtherChain = (chain: Chain, name: string) =>
    Array.from(chains.values()).some((other) => other !== chain && other.tables.has(name));
  const isOfChain = ({ existing, dropped }: Chain, name: string) =>
    [...existing, ...dropped].some((table) => table.name === name);
  const isInDataset = (name: string) => run.catalog.tables.has(name) || run.catalog.views.has(name);
  const run: Run = {
    ...{ ...origin, earlier, roots, chains, stages: new Map(), outcomes: new Map(), notices: [] },
    addRandomId: createRandomIds(),
    isTaken: (chain, name) =>
      roots.has(name) || isOfOtherChain(chain, name) || (isInDataset(name) && !isOfChain(chain, name)),
  };
  return run;
}

/** Starts chains anew whose staged rows were written. */
export async function renewChains(run: Run, chains: readonly Chain[]): Promise<void> {
  const { destination, dataset, stages, earlier, roots, storedSchema } = run;
  run.catalog = await destination.readCatalog(dataset);
  const { dialect } = destination;
  const origin = { dialect, catalog: run.catalog, earlier, roots, storedSchema, fullRefresh: false };
  for (const { plan, outer, staged } of chains) {
    for (const table of staged) {
      await stages.get(table)?.drop();
      stages.delete(table);
    }
    run.chains.set(plan.table, createChain(plan, { ...origin, outer }));
  }
}

/** The staging table of what was read for a table. */
export function stageOf({ destination, stages }: Run, staged: StagedTable): Stage {
  const stage = stages.get(staged) ?? destination.createStage(staged);
  stages.set(staged, stage);
  return stage;
}

/** The chain of the rows that are found in a table's records, if the nested table of this name stands on its own. */
export function chainBelow({ chains }: Run, outer: Chain, table: string): Chain | undefined {
  const chain = chains.get(table);
  return chain?.outer === outer ? chain : undefined;
}

/** The chain that a table belongs to. */
export function chainOf({ chains }: Pick<Run, "chains">, { table, role }: StagedTable): Chain {
  if (role.kind === "child") return chainOf({ chains }, role.parent);
  const chain = chains.get(table.name);
  if (chain === undefined) throw new TypeError(`no chain was opened for ${table.name}`);
  return chain;
}

function requireSameDisposition({ plan: first, outer: firstOuter }: Chain, second: LoadPlan, outer?: Chain): void {
  if (outer === firstOuter && describeWriting(first) === describeWriting(second)) return;
  throw new LoadError(
    `${first.resource} and ${second.resource} both load into table ${first.table}, ` +
      "but with different write dispositions, strategies, keys or contracts",
  );
}

function describeWriting(plan: LoadPlan): string {
  const { writeDisposition, strategy, primaryKey, mergeKey = [], contract, nested = [] } = plan;
  const below = nested.map(({ table }) => table);
  return JSON.stringify([
    ...[writeDisposition, strategy?.name, strategy?.options, primaryKey, mergeKey, contract?.modes],
    below,
  ]);
}
