import type { DuckDBConnection } from "@duckdb/node-api";
import type { Page } from "../http/page.js";
import { childTable, createChain, rootNames, type Chain } from "./chain.js";
import { LOADS_TABLE, schemaStatements } from "./ddl.js";
import { randomIds } from "./dlt-ids.js";
import { currentDataset, readCatalog, type Catalog } from "./duckdb-catalog.js";
import { createStage, dropStage, finishStage, writeStage, type Stage } from "./duckdb-stage.js";
import { inTransaction, requireNoTransaction } from "./duckdb-transaction.js";
import { LoadError } from "./errors.js";
import { newLoadId } from "./load-id.js";
import { transferChain } from "./merge.js";
import { normalizeIdentifier } from "./naming.js";
import { normalisePage, type Normaliser } from "./normalise.js";
import type { LoadPlan } from "./plan.js";
import { countNullColumns, rowSite } from "./sites.js";
import { quoteText, tableName, type Dataset } from "./sql.js";
import type { StagedTable } from "./staged-table.js";
import { createTally, warningsOf } from "./tally.js";

/** A resource to load. */
export interface LoadSource {
  readonly plan: LoadPlan;
  pages(): AsyncIterable<Page>;
}

export interface LoadOptions {
  /** The database schema that holds the tables; spelled as an identifier of the destination. */
  readonly dataset: string;
  /** What `_dlt_loads` calls the source. */
  readonly schemaName: string;
  /** Drops the tables of these resources in the transaction of the new load. Default: false. */
  readonly fullRefresh?: boolean;
  readonly signal?: AbortSignal;
  /** Called after each page. */
  readonly onProgress?: (progress: LoadProgress) => void;
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
  readonly records: number;
  /** Rows made of the records, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Collisions, values that did not fit, columns that were only null …, each with a count and its first example. */
  readonly warnings: readonly string[];
}

export interface LoadReport {
  /** Null when there was nothing to load. */
  readonly loadId: string | null;
  readonly resources: readonly ResourceLoad[];
}

/** One call of `load`, from the first page to the commit. */
interface Run {
  readonly connection: DuckDBConnection;
  readonly dataset: Dataset;
  readonly options: LoadOptions;
  /** By root table: resources may share one. */
  readonly chains: ReadonlyMap<string, Chain>;
  readonly stages: Map<StagedTable, Stage>;
  /** Whether a child table's name is in use for something else. */
  readonly isTaken: (chain: Chain, name: string) => boolean;
  readonly nextId: () => string;
}

/**
 * Reads the sources one after the other, stages their rows in temporary tables and writes all of them in one transaction:
 * schema changes first, then data, then the line in `_dlt_loads`. The connection must not be in a transaction.
 *
 * @throws LoadError and whatever a source, the database or an abort throws. Nothing has changed then, and the connection
 * can go on being used.
 */
export async function load(
  connection: DuckDBConnection,
  sources: readonly LoadSource[],
  options: LoadOptions,
): Promise<LoadReport> {
  options.signal?.throwIfAborted();
  await requireNoTransaction(connection);
  const dataset = await currentDataset(connection, normalizeIdentifier(options.dataset));
  const catalog = await readCatalog(connection, dataset);
  const plans = sources.map(({ plan }) => plan);
  const run: Run = {
    ...{ connection, dataset, options, stages: new Map(), nextId: randomIds() },
    ...openChains(plans, catalog, options.fullRefresh ?? false),
  };
  try {
    const resources: ResourceLoad[] = [];
    for (const source of sources) resources.push(await readSource(run, source));
    return { loadId: await writeRun(run), resources };
  } finally {
    for (const stage of run.stages.values()) await dropStage(stage);
  }
}

function openChains(
  plans: readonly LoadPlan[],
  catalog: Catalog,
  fullRefresh: boolean,
): Pick<Run, "chains" | "isTaken"> {
  const roots = rootNames(catalog, plans);
  const chains = new Map<string, Chain>();
  for (const plan of plans) {
    const shared = chains.get(plan.table);
    if (shared === undefined) chains.set(plan.table, createChain(plan, catalog, roots, fullRefresh));
    else requireSameDisposition(shared.plan, plan);
  }
  const isOfOtherChain = (chain: Chain, name: string) =>
    Array.from(chains.values()).some((other) => other !== chain && other.tables.has(name));
  const isOfChain = ({ existing, dropped }: Chain, name: string) =>
    [...existing, ...dropped].some((table) => table.name === name);
  const isInDataset = (name: string) => catalog.tables.has(name) || catalog.views.has(name);
  return {
    chains,
    isTaken: (chain, name) =>
      roots.has(name) || isOfOtherChain(chain, name) || (isInDataset(name) && !isOfChain(chain, name)),
  };
}

function requireSameDisposition(first: LoadPlan, second: LoadPlan): void {
  const same =
    first.writeDisposition === second.writeDisposition && first.primaryKey.join("\0") === second.primaryKey.join("\0");
  if (same) return;
  throw new LoadError(
    `${first.resource} and ${second.resource} both load into table ${first.table}, ` +
      "but with different write dispositions or primary keys",
  );
}

/** Reads a source to its end; only the page that is being read, and batches that are not full, stay in memory. */
async function readSource(run: Run, { plan, pages }: LoadSource): Promise<ResourceLoad> {
  const { signal, onProgress } = run.options;
  const chain = run.chains.get(plan.table);
  if (chain === undefined) throw new TypeError(`no chain was opened for ${plan.table}`);
  const rowsBefore = rowsByTable(chain);
  const normaliser: Normaliser = {
    root: rowSite(chain.root, plan.maxTableNesting),
    childTable: (parent, names) => childTable(chain, parent, names, (name) => run.isTaken(chain, name)),
    checkRoot: () => requireKey(plan, chain.root),
    nextId: run.nextId,
    tally: createTally(),
    pending: [],
  };
  let records = 0;
  for await (const page of pages()) {
    signal?.throwIfAborted();
    normalisePage(normaliser, page);
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

/** The rows staged so far: of all resources that share the chain. */
function rowsByTable({ staged }: Chain): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (const { table, rows: more } of staged) rows.set(table.name, (rows.get(table.name) ?? 0) + more);
  return rows;
}

function sum(rows: ReadonlyMap<string, number>): number {
  return Array.from(rows.values()).reduce((total, more) => total + more, 0);
}

function stageOf({ connection, stages }: Run, staged: StagedTable): Stage {
  const stage = stages.get(staged) ?? createStage(connection, staged);
  stages.set(staged, stage);
  return stage;
}

/** A row without its key could never be found again. */
function requireKey({ resource, primaryKey }: LoadPlan, root: StagedTable): void {
  for (const key of primaryKey) {
    const column = root.columns.get(key);
    if (column !== undefined && column.values[root.batchRows] !== null) continue;
    const misfit = column === undefined ? "" : `, or one that is no ${column.column.type.kind}`;
    throw new LoadError(`${resource}: record ${root.rows + 1} has no value for the key column ${key}${misfit}`);
  }
}

/** Writes what was staged; the new load's id, or null when there is nothing to change. */
async function writeRun(run: Run): Promise<string | null> {
  const chains = Array.from(run.chains.values());
  for (const stage of run.stages.values()) await finishStage(stage);
  run.options.signal?.throwIfAborted();
  if (!chains.some(changesAnything)) return null;
  const loadId = newLoadId();
  await inTransaction(run.connection, run.options.signal, async (execute) => {
    for (const statement of schemaStatements(run.dataset, chains)) await execute(statement);
    for (const chain of chains) {
      await transferChain({
        ...{ dataset: run.dataset, chain, loadId, run: execute },
        stageOf: (staged) => stageOf(run, staged),
      });
    }
    await execute(
      `INSERT INTO ${tableName(run.dataset, LOADS_TABLE)} (load_id, schema_name, status, inserted_at) ` +
        `VALUES (${quoteText(loadId)}, ${quoteText(run.options.schemaName)}, 0, now())`,
    );
  });
  return loadId;
}

/** A replace without rows empties its tables, a full refresh drops them; other dispositions need rows. */
function changesAnything({ plan, staged, existing, dropped }: Chain): boolean {
  if (dropped.length > 0 || (plan.writeDisposition === "replace" && existing.length > 0)) return true;
  return staged.some(({ rows }) => rows > 0);
}
