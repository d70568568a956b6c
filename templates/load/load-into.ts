import type { DuckDBConnection } from "@duckdb/node-api";
import { UsageError } from "../http/errors.js";
import type { Page } from "../http/page.js";
import type { Redact } from "../http/redact.js";
import { createUsage, type Usage } from "../http/usage.js";
import { openDuckDb } from "./duckdb.js";
import { identifyLoad } from "./load-identity.js";
import { load, type LoadProgress } from "./load.js";
import type { LoadPlan } from "./plan.js";
import type { ResourceState } from "./pipeline-state.js";

/** Where to load: the path of a DuckDB file, or a connection, which stays open. */
export type LoadTarget = string | DuckDBConnection;

export interface LoadIntoOptions<Name extends string = string> {
  /** The database schema of the tables. Default: the connector's name. */
  readonly dataset?: string;
  /** What is loaded. Default: every selected resource. */
  readonly resources?: readonly Name[];
  /** The pipeline, in dlt's sense, whose state is continued. Default: the only one of the dataset, else the connector's name. */
  readonly pipeline?: string;
  /** Drops the tables and the state of these resources in the transaction that fills them anew. Default: false. */
  readonly fullRefresh?: boolean;
  /** Called after each page. */
  readonly onProgress?: (progress: SourceProgress) => void;
}

/** How far a load has come: of the resource that is being read. */
export interface SourceProgress extends LoadProgress {
  readonly requests: number;
  readonly retries: number;
}

/** A resource of a connector: how it is read and how it is loaded. */
export interface SourceResource<Name extends string = string> {
  readonly name: Name;
  readonly plan: LoadPlan;
  readonly read: (usage: Usage, state: ResourceState) => AsyncIterable<Page>;
}

export interface ResourceSummary {
  readonly resource: string;
  readonly requests: number;
  readonly retries: number;
  /** Records read. */
  readonly records: number;
  /** Rows written, by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  /** How long reading and staging took; writing is part of the whole load's time. */
  readonly seconds: number;
}

export interface LoadSummary {
  /** Null when there was nothing to load. */
  readonly loadId: string | null;
  readonly dataset: string;
  readonly resources: readonly ResourceSummary[];
  readonly seconds: number;
}

interface SourceContext {
  /** The connector's name: the default of dataset and schema name. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
  readonly redact: Redact;
}

/** Loads the resources of a connector in one transaction. Throws with nothing changed when one of them fails. */
export async function loadInto<Name extends string>(
  target: LoadTarget,
  sources: readonly SourceResource<Name>[],
  options: SourceContext & LoadIntoOptions<Name>,
): Promise<LoadSummary> {
  const started = performance.now();
  const chosen = chooseResources(sources, options.resources);
  const costs = new Map(chosen.map(({ plan }) => [plan.resource, createCost()]));
  const costOf = (resource: string): Cost => costs.get(resource) ?? createCost();
  const database = typeof target === "string" ? await openDuckDb(target) : undefined;
  const connection = typeof target === "string" ? database?.connection : target;
  if (connection === undefined) throw new UsageError("no connection to load into");
  try {
    const dataset = options.dataset ?? options.name;
    const report = await load(
      connection,
      chosen.map(({ plan, read }) => ({ plan, pages: (state) => timed(read, costOf(plan.resource), state) })),
      {
        dataset,
        ...(await identifyLoad(connection, { name: options.name, dataset, pipeline: options.pipeline })),
        fullRefresh: options.fullRefresh ?? false,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onProgress: (progress) => {
          const { requests, retries } = costOf(progress.resource).usage;
          options.onProgress?.({ ...progress, requests, retries });
        },
      },
    );
    const resources = report.resources.map((loaded): ResourceSummary => {
      const { usage, seconds } = costOf(loaded.resource);
      const warnings = [...usage.warnings, ...loaded.warnings].map(options.redact);
      return { ...loaded, requests: usage.requests, retries: usage.retries, warnings, seconds };
    });
    return { loadId: report.loadId, dataset, resources, seconds: (performance.now() - started) / 1_000 };
  } finally {
    await database?.close();
  }
}

/** What a resource took so far. */
interface Cost {
  readonly usage: Usage;
  seconds: number;
}

function createCost(): Cost {
  return { usage: createUsage(), seconds: 0 };
}

/** The pages of a reader; the time from the first request to the end of the last page's work goes to `cost`. */
async function* timed(
  read: SourceResource["read"],
  cost: Cost,
  state: ResourceState,
): AsyncGenerator<Page, void, undefined> {
  const started = performance.now();
  try {
    yield* read(cost.usage, state);
  } finally {
    cost.seconds = (performance.now() - started) / 1_000;
  }
}

function chooseResources<Name extends string>(
  sources: readonly SourceResource<Name>[],
  names: readonly Name[] | undefined,
): readonly SourceResource<Name>[] {
  if (names === undefined) return sources;
  const known = new Set<string>(sources.map(({ name }) => name));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new UsageError(`there is no resource "${unknown}" to load; there are: ${[...known].join(", ")}`);
  }
  return sources.filter(({ name }) => names.includes(name));
}
