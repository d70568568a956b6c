import type { Page } from "../http/page.js";
import { accountFor, type Accounting } from "./accounting.js";
import { changedTables } from "./chain.js";
import type { Checkpoint, CheckpointEvery } from "./checkpoint.js";
import type { Destination } from "./destination.js";
import { countEarlierLoads } from "./foreign-loads.js";
import type { LoadStep } from "./load-step.js";
import { readNewestLoadId } from "./load-id.js";
import { normalizeIdentifier } from "./naming.js";
import { dropResourceState, readPipelineState, resourceState, type ResourceState } from "./pipeline-state.js";
import type { LoadPlan } from "./plan.js";
import { createPositions } from "./positions.js";
import { type OpenReader, type PageReader, readInTurns, readOnDemand, type ReadPages } from "./read-in-turns.js";
import { openRun, type Run, type RunOrigin } from "./run.js";
import { createCheckpoints } from "./save-checkpoints.js";
import { describeSource, openStagedSource, rowsOf, stagePage, type StagedSource } from "./stage-source.js";
import { readStoredSchema } from "./stored-schema.js";
import { writeChains } from "./write-run.js";

/** A resource to load, or to read for its children. */
export interface LoadSource {
  readonly plan: LoadPlan;
  /** Whether its records are loaded; otherwise only its children need them. */
  readonly isLoaded: boolean;
  /** How its pages are read: each when it is needed (the default), or ahead. */
  readonly readPages?: ReadPages;
  /** The resources that are read once for each of its records. */
  readonly children: readonly LoadSource[];
  /** Called with how long a page was waited for. */
  readonly onWait?: (seconds: number) => void;
  /**
   * Reads the pages from where `state` says, and keeps it up to date: for one record of the parent where it is a child;
   * number literals of that record are kept.
   */
  pages(state: ResourceState, parent: unknown): AsyncIterable<Page>;
}

export interface LoadOptions {
  /** The database schema that holds the tables; spelled as an identifier of the destination. */
  readonly dataset: string;
  /** What `_dlt_loads` calls the source. */
  readonly schemaName: string;
  /** Whose state is continued. */
  readonly pipelineName: string;
  /** Drops the tables and the state of these resources in the transaction of the new load. Default: false. */
  readonly fullRefresh?: boolean;
  readonly signal?: AbortSignal;
  /** Saves what may be saved before the end, so often. Default: everything becomes visible at the end. */
  readonly checkpointEvery?: CheckpointEvery;
  /** Called after each page. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Called when something was saved before the end. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
  /** Called at each step. What is left when the process ends there can be tested so. */
  readonly onStep?: (step: LoadStep) => void;
}

export interface LoadProgress {
  readonly resource: string;
  /** Records read so far. */
  readonly records: number;
  /** Rows made of them, child rows included. */
  readonly rows: number;
}

export interface ResourceLoad {
  readonly resource: string;
  readonly accounting: Accounting;
  /** Rows made of the records, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Collisions, values that did not fit, columns that were only null …, each with a count and its first example. */
  readonly warnings: readonly string[];
  /** How long normalising and staging took. */
  readonly seconds: number;
}

export interface LoadReport {
  /** Null when there was nothing to load. */
  readonly loadId: string | null;
  /** Those that were loaded: parents before their children, else in the order of the sources. */
  readonly resources: readonly ResourceLoad[];
}

/**
 * Reads the sources in turn, page by page, stages their rows in temporary tables and writes all of them in one transaction:
 * schema changes first, then data, then the state and the line in `_dlt_loads`. The destination's connection must not be in a transaction.
 *
 * @throws LoadError and whatever a source, the database or an abort throws. Nothing has changed then but for what
 * `checkpointEvery` had saved, and the connection can go on being used.
 */
export async function load(
  destination: Destination,
  sources: readonly LoadSource[],
  options: LoadOptions,
): Promise<LoadReport> {
  const { signal, pipelineName, schemaName } = options;
  signal?.throwIfAborted();
  await destination.requireNoTransaction();
  const schema = normalizeIdentifier(options.dataset, destination.dialect.nameLimit);
  return destination.exclusively({ schema, pipelineName, schemaName, signal }, async () => {
    const origin = await readOrigin(destination, schema, sources, options);
    return destination.withMemoryLimit(async (memory) => {
      const run = openRun({ ...origin, memory });
      try {
        const staged = await readSources(run, sources, options);
        const loadId = await writeChains(run, Array.from(run.chains.values()), run.state, options);
        const resources = staged.map((source, index): ResourceLoad => {
          const { warnings, ...described } = describeSource(source);
          const notices = index === 0 ? run.notices : [];
          return { ...described, warnings: [...warnings, ...notices], accounting: accountFor(source, run.outcomes) };
        });
        return { loadId, resources };
      } finally {
        for (const stage of run.stages.values()) await stage.drop();
      }
    });
  });
}

/** Reads what the dataset holds, and where the pipeline has come to. */
async function readOrigin(
  destination: Destination,
  schema: string,
  sources: readonly LoadSource[],
  options: LoadOptions,
): Promise<Omit<RunOrigin, "memory">> {
  const plans = loadedSources(sources).map(({ plan }) => plan);
  const { fullRefresh = false } = options;
  const dataset = await destination.findDataset(schema);
  // First: what is written from here on is noticed.
  const earlierLoads = await countEarlierLoads(destination, dataset, options);
  const catalog = await destination.readCatalog(dataset);
  const state = await readPipelineState(destination, dataset, options);
  const storedSchema = await readStoredSchema(destination, dataset, options.schemaName);
  const newestLoadId = await readNewestLoadId(destination, dataset);
  for (const { resource } of [...(fullRefresh ? plans : []), ...replacedPlans(sources)])
    dropResourceState(state, resource);
  return { destination, dataset, state, storedSchema, newestLoadId, earlierLoads, catalog, plans, fullRefresh };
}

/** Reads everything to its end; only the pages that are being read, and batches that are not full, stay in memory. */
async function readSources(
  run: Run,
  sources: readonly LoadSource[],
  options: LoadOptions,
): Promise<readonly StagedSource[]> {
  const { signal, onProgress, onStep } = options;
  const staged = new Map(loadedSources(sources).map((source) => [source, openStagedSource(run, source.plan)]));
  const positions = createPositions();
  const checkpoints = createCheckpoints(run, [...staged.values()], positions, options);
  await run.destination.requireRights?.(run.dataset, []);
  const open: OpenReader = (source, parent) => {
    const { plan, readPages = readOnDemand } = source;
    const state = resourceState(run.state, plan.resource);
    if (options.checkpointEvery === undefined || plan.checkpoint !== "cursor" || !source.isLoaded) {
      return timed(source, readPages(source.pages(state, parent)));
    }
    return timed(source, readPages(positions.track(state, (tracked) => source.pages(tracked, parent))));
  };
  for await (const { source, page } of readInTurns(sources, open)) {
    signal?.throwIfAborted();
    const loaded = staged.get(source);
    if (loaded === undefined) continue;
    onStep?.("page read");
    await stagePage(run, loaded, page);
    await run.destination.requireRights?.(run.dataset, Array.from(run.chains.values()).flatMap(changedTables));
    onStep?.("page staged");
    onProgress?.({ resource: source.plan.resource, records: loaded.records, rows: rowsOf(loaded) });
    await checkpoints.pageStaged(loaded, page);
  }
  return [...staged.values()];
}

/** The reader of a source, which is told how long its pages were waited for. */
function timed({ onWait }: LoadSource, reader: PageReader): PageReader {
  if (onWait === undefined) return reader;
  return {
    ...reader,
    async next() {
      const asked = performance.now();
      const page = await reader.next();
      onWait((performance.now() - asked) / 1_000);
      return page;
    },
  };
}

/**
 * As in dlt, what replaces its rows reads all of them: from its initial value on, never from where a run before ended,
 * unless its plan says so.
 */
function replacedPlans(sources: readonly LoadSource[]): readonly LoadPlan[] {
  return sources.flatMap(({ plan, children }) => [
    ...(plan.writeDisposition === "replace" && plan.keepsCursor !== true ? [plan] : []),
    ...replacedPlans(children),
  ]);
}

/** The sources that are loaded, at any depth. */
function loadedSources(sources: readonly LoadSource[]): readonly LoadSource[] {
  return sources.flatMap((source) => [...(source.isLoaded ? [source] : []), ...loadedSources(source.children)]);
}
