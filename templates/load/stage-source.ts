import type { Page } from "../http/page.js";
import { childTable, type Chain } from "./chain.js";
import { giveIds } from "./give-ids.js";
import { addId } from "./id-list.js";
import { watchKey } from "./keys.js";
import type { ResourceLoad } from "./load.js";
import { joinNames, wholeName } from "./naming.js";
import { normalisePage, type Normaliser, type RootRows } from "./normalise.js";
import type { LoadPlan } from "./plan.js";
import { chainBelow, chainOf, stageOf, type Run } from "./run.js";
import { countNullColumns, rowSite, type ObjectSite } from "./sites.js";
import type { StagedTable } from "./staged-table.js";
import { createTally, type Tally, warningsOf } from "./tally.js";

/** A resource whose pages are being staged. */
export interface StagedSource {
  readonly plan: LoadPlan;
  chain: Chain;
  normaliser: Normaliser;
  records: number;
  /** Records that became staged root rows: all but those that the schema contract refused. */
  stagedRecords: number;
  /** Rows made of the records, by table. */
  readonly rows: Map<string, number>;
  /** How long staging took so far. */
  seconds: number;
}

export function openStagedSource(run: Run, plan: LoadPlan): StagedSource {
  const chain = chainOfPlan(run, plan);
  const normaliser = createNormaliser(run, chain, plan, createTally());
  return { plan, chain, normaliser, records: 0, stagedRecords: 0, rows: new Map(), seconds: 0 };
}

/** Goes on with the chain that was started anew since what the last one staged was written. */
export function restage(run: Run, source: StagedSource): void {
  source.chain = chainOfPlan(run, source.plan);
  source.normaliser = createNormaliser(run, source.chain, source.plan, source.normaliser.tally);
}

function chainOfPlan({ chains }: Run, { table }: LoadPlan): Chain {
  const chain = chains.get(table);
  if (chain === undefined) throw new TypeError(`no chain was opened for ${table}`);
  return chain;
}

function createNormaliser(run: Run, chain: Chain, plan: LoadPlan, tally: Tally): Normaliser {
  const known = new Map<ObjectSite, RootRows>();
  return {
    root: rowSite(chain.root, plan.maxTableNesting),
    childTable: (parent, names) => tableBelow(run, parent, names),
    rootRows(site) {
      const rows = known.get(site) ?? rootRows(run, site);
      known.set(site, rows);
      return rows;
    },
    tally,
    pending: [],
  };
}

function rootRows(run: Run, site: ObjectSite): RootRows {
  const { plan, keys, root } = chainOf(run, site.table);
  return {
    makeId: makerOfIds(run, plan, site),
    check: () => watchKey(keys, plan, root),
  };
}

/** Adds the id of a record's row: random, or as the strategy makes it of the record. */
function makerOfIds({ addRandomId }: Run, plan: LoadPlan, site: ObjectSite): RootRows["makeId"] {
  const idOf = plan.strategy?.rowIds?.(plan, site);
  return idOf === undefined ? addRandomId : (list, record, place) => addId(list, idOf(record, place));
}

/** A table of the same chain, or the root of the one that stands on its own there. */
function tableBelow(run: Run, parent: StagedTable, names: readonly string[]): StagedTable {
  const chain = chainOf(run, parent);
  const whole = wholeName([parent.wholeName, ...names]);
  const own = chainBelow(run, chain, joinNames([whole], parent.nameLimit));
  if (own === undefined) return childTable(chain, parent, whole, (name) => run.isTaken(chain, name));
  own.root.wholeName = whole;
  return own.root;
}

/** Stages a page; only batches that are not full stay in memory. */
export async function stagePage(run: Run, source: StagedSource, page: Page): Promise<void> {
  const started = performance.now();
  const { chain, normaliser, rows } = source;
  const chains = [chain, ...Array.from(run.chains.values()).filter(({ outer }) => outer === chain)];
  const before = rowsByTable(chains);
  const starts = new Map(chains.map((one) => [one, one.root.rows]));
  normalisePage(normaliser, page);
  chains.forEach(giveIds);
  for (const [table, count] of rowsByTable(chains)) {
    const more = count - (before.get(table) ?? 0);
    if (more > 0) rows.set(table, (rows.get(table) ?? 0) + more);
  }
  await reserveMemory(run);
  for (const staged of chains.flatMap((one) => one.staged)) await stageOf(run, staged).write();
  source.records += page.records.length;
  source.stagedRecords += chain.root.rows - (starts.get(chain) ?? 0);
  for (const [one, start] of starts) addRange(one, source.plan.resource, start);
  source.seconds += (performance.now() - started) / 1_000;
}

/** Notes whose records the root rows from `start` on are. */
function addRange({ root, sources }: Chain, resource: string, start: number): void {
  const last = sources.at(-1);
  if (last?.resource === resource && last.end === start) last.end = root.rows;
  else if (root.rows > start) sources.push({ resource, start, end: root.rows });
}

/** What was staged, when the last page has been. */
export function describeSource({ plan, normaliser, rows, seconds }: StagedSource): Omit<ResourceLoad, "accounting"> {
  countNullColumns(normaliser.root, normaliser.tally);
  return {
    ...{ resource: plan.resource, rows: Object.fromEntries(rows) },
    ...{ warnings: warningsOf(normaliser.tally), seconds },
  };
}

export function rowsOf({ rows }: StagedSource): number {
  return Array.from(rows.values()).reduce((total, more) => total + more, 0);
}

/** Each column takes memory while its table is written. */
async function reserveMemory({ chains, memory }: Run): Promise<void> {
  let widest = 0;
  let columns = 0;
  let characters = 0;
  for (const { staged } of chains.values()) {
    for (const table of staged) {
      const { size } = table.table.columns;
      widest = Math.max(widest, size);
      columns += size;
      characters = Math.max(characters, table.characters, ...table.fullBatches.map((batch) => batch.characters));
    }
  }
  await memory.reserve(widest, columns, characters);
}

/** The rows staged so far: of all resources that share the chains. */
function rowsByTable(chains: readonly Chain[]): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (const { table, rows: more } of chains.flatMap(({ staged }) => staged))
    rows.set(table.name, (rows.get(table.name) ?? 0) + more);
  return rows;
}
