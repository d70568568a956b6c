import { UsageError } from "../http/errors.js";
import type { Page } from "../http/page.js";
import type { Redact } from "../http/redact.js";
import { createUsage, type Misfit, type Usage } from "../http/usage.js";
import { notLoaded, sumUp, withLeftOut, type Accounting } from "./accounting.js";
import type { Checkpoint, CheckpointEvery } from "./checkpoint.js";
import { wrongTarget, type DestinationKind } from "./destination-kind.js";
import { identifyLoad } from "./load-identity.js";
import type { LoadStep } from "./load-step.js";
import { load, type LoadProgress, type LoadSource } from "./load.js";
import { namingParent } from "./naming-parent.js";
import type { LoadPlan } from "./plan.js";
import type { ResourceState } from "./pipeline-state.js";
import type { ReadPages } from "./read-in-turns.js";

export interface LoadIntoOptions<Name extends string = string> {
  /** The database schema, or the folder, of the tables. Default: the connector's name. */
  readonly dataset?: string;
  /** What is loaded. Default: every selected resource. */
  readonly resources?: readonly Name[];
  /** The pipeline, in dlt's sense, whose state is continued. Default: the only one of the dataset, else the connector's name. */
  readonly pipeline?: string;
  /** Drops the tables and the state of these resources in the transaction that fills them anew. Default: false. */
  readonly fullRefresh?: boolean;
  /**
   * Saves what may be saved before the end, so often: `{ rows: 100_000 }` or `{ seconds: 60 }`. Default: everything becomes
   * visible at the end.
   */
  readonly checkpointEvery?: CheckpointEvery;
  /** Called when something was saved before the end. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
  /** Called after each page. */
  readonly onProgress?: (progress: SourceProgress) => void;
  /** Called at each step. What is left when the process ends there can be tested so. */
  readonly onStep?: (step: LoadStep) => void;
}

/** How far a load has come: of the resource that is being read. */
export interface SourceProgress extends LoadProgress {
  readonly requests: number;
  readonly retries: number;
}

/** A resource of a connector: how it is read and how it is loaded. */
export type SourceResource = RootResource | ChildResource;

interface AnyResource {
  readonly name: string;
  readonly plan: LoadPlan;
  /** Whether it is loaded unless others are asked for; otherwise it is read for its children alone. Default: true. */
  readonly selected?: boolean;
  /** How its pages are read in a load: each when it is needed (the default), or ahead. */
  readonly readPages?: ReadPages;
}

interface RootResource extends AnyResource {
  readonly parent?: undefined;
  readonly read: (usage: Usage, state: ResourceState) => AsyncIterable<Page>;
}

/** A resource that is read once for each record of another one. */
interface ChildResource extends AnyResource {
  readonly parent: string;
  /** Takes what its requests need of the parent's record, which the loader cannot know: hence `never`. */
  readonly read: (parent: never, usage: Usage, state: ResourceState) => AsyncIterable<Page>;
}

export interface ResourceSummary {
  readonly resource: string;
  readonly requests: number;
  readonly retries: number;
  /** Records read, without those that were filtered or discarded meanwhile. */
  readonly records: number;
  /** Where they went. */
  readonly accounting: Accounting;
  /** Rows written, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Where records did not fit their declared types, by field, and what the schema contract made of it. */
  readonly drift: readonly Misfit[];
  readonly warnings: readonly string[];
  /** How long its pages were waited for, and their staging; writing is part of the whole load's time. */
  readonly seconds: number;
}

export interface LoadSummary {
  /** Null when there was nothing to load. */
  readonly loadId: string | null;
  /** The ids of the loads that saved a part of it before, if there are any. */
  readonly checkpoints: readonly string[];
  readonly dataset: string;
  readonly resources: readonly ResourceSummary[];
  /** Of all resources. */
  readonly accounting: Accounting;
  readonly seconds: number;
}

interface SourceContext<Target> {
  /** Where `target` is opened. */
  readonly destination: DestinationKind<Target>;
  /** The connector's name: the default of dataset and schema name. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
  readonly redact: Redact;
}

/**
 * Loads the resources of a connector in one transaction. Throws with nothing changed when one of them fails, but for what
 * `checkpointEvery` had saved. The signal that resources are made with is aborted when the load is over: requests that
 * were made ahead may be on their way then.
 */
export async function loadInto<Target>(
  target: Target,
  resourcesFor: (signal: AbortSignal) => readonly SourceResource[],
  options: SourceContext<Target> & LoadIntoOptions,
): Promise<LoadSummary> {
  const started = performance.now();
  const { checkpointEvery, fullRefresh = false } = options;
  if (fullRefresh && checkpointEvery !== undefined) {
    throw new UsageError("a full refresh becomes visible as a whole: it cannot be saved at checkpoints");
  }
  const over = new AbortController();
  const signal = options.signal === undefined ? over.signal : AbortSignal.any([options.signal, over.signal]);
  const resources = resourcesFor(signal);
  const loaded = chooseResources(resources, options.resources);
  const reads = new Map(resources.map(({ name }) => [name, createRead()]));
  const readOf = (name: string): Read => reads.get(name) ?? createRead();
  if (!options.destination.accepts(target)) throw new UsageError(wrongTarget(options.destination));
  const { destination, close } = await options.destination.open(target);
  const checkpoints: string[] = [];
  try {
    const dataset = options.dataset ?? options.name;
    const report = await load(destination, sourceTree(resources, loaded, readOf, options.redact), {
      dataset,
      ...(await identifyLoad(destination, { name: options.name, dataset, pipeline: options.pipeline })),
      fullRefresh,
      ...(checkpointEvery === undefined ? {} : { checkpointEvery }),
      onCheckpoint(checkpoint) {
        checkpoints.push(checkpoint.loadId);
        options.onCheckpoint?.(checkpoint);
      },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
      onProgress: (progress) => {
        const { requests, retries } = readOf(progress.resource).usage;
        options.onProgress?.({ ...progress, requests, retries });
      },
    });
    const summaries = resources.flatMap(({ name }): readonly ResourceSummary[] => {
      const { usage, records, seconds } = readOf(name);
      const staged = report.resources.find(({ resource }) => resource === name);
      if (staged === undefined && usage.requests === 0) return [];
      const warnings = [...usage.warnings.texts(), ...(staged?.warnings ?? [])].map(options.redact);
      return [
        {
          ...{ resource: name, requests: usage.requests, retries: usage.retries, records },
          accounting: withLeftOut(staged?.accounting ?? notLoaded(records), usage),
          drift: [...usage.drift.values()].map((one) => ({ ...one, found: options.redact(one.found) })),
          ...{ rows: staged?.rows ?? {}, warnings, seconds: seconds + (staged?.seconds ?? 0) },
        },
      ];
    });
    const accounting = sumUp(summaries.map((summary) => summary.accounting));
    const seconds = (performance.now() - started) / 1_000;
    const loadId = report.loadId ?? checkpoints.at(-1) ?? null;
    return { loadId, checkpoints, dataset, resources: summaries, accounting, seconds };
  } finally {
    over.abort();
    await close();
  }
}

/** What reading a resource came to so far. */
interface Read {
  readonly usage: Usage;
  records: number;
  /** How long its pages were waited for. */
  seconds: number;
}

function createRead(): Read {
  return { usage: createUsage(), records: 0, seconds: 0 };
}

/** The pages of a reader; how many records they have goes to `read`. */
async function* counted(pages: AsyncIterable<Page>, read: Read): AsyncGenerator<Page, void, undefined> {
  for await (const page of pages) {
    read.records += page.records.length;
    yield page;
  }
}

/** The resources to be loaded, and the parents that have to be read for them. */
function sourceTree(
  resources: readonly SourceResource[],
  loaded: ReadonlySet<string>,
  readOf: (name: string) => Read,
  redact: Redact,
): readonly LoadSource[] {
  const sourceOf = (resource: SourceResource): LoadSource => ({
    plan: resource.plan,
    ...(resource.readPages === undefined ? {} : { readPages: resource.readPages }),
    isLoaded: loaded.has(resource.name),
    children: sourcesBelow(resource.name),
    onWait: (seconds) => void (readOf(resource.name).seconds += seconds),
    pages(state, record) {
      const read = readOf(resource.name);
      // What is read for its children's sake this time must come again when it is loaded itself.
      const kept = loaded.has(resource.name) || resource.selected === false ? state : readOnly(state);
      if (resource.parent === undefined) return counted(resource.read(read.usage, kept), read);
      const pages = resource.read(record as never, read.usage, kept); // a record of the parent it names
      const parent = resources.find(({ name }) => name === resource.parent);
      return counted(namingParent(pages, resource.name, parent?.plan, record, redact), read);
    },
  });
  const sourcesBelow = (parent: string | undefined): readonly LoadSource[] =>
    resources
      .filter((resource) => resource.parent === parent)
      .map(sourceOf)
      .filter(({ isLoaded, children }) => isLoaded || children.length > 0);
  return sourcesBelow(undefined);
}

function readOnly(state: ResourceState): ResourceState {
  return { ...state, setCursor: () => undefined };
}

function chooseResources(
  resources: readonly SourceResource[],
  names: readonly string[] | undefined,
): ReadonlySet<string> {
  const known = new Set(resources.filter(({ selected }) => selected !== false).map(({ name }) => name));
  if (names === undefined) return known;
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new UsageError(`there is no resource "${unknown}" to load; there are: ${[...known].join(", ")}`);
  }
  return new Set(names);
}
