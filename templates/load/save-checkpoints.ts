import type { Page } from "../http/page.js";
import type { Chain } from "./chain.js";
import type { LoadOptions } from "./load.js";
import { adoptVersion, readPipelineState, resourceState } from "./pipeline-state.js";
import type { Position, Positions } from "./positions.js";
import { renewChains, type Run } from "./run.js";
import { restage, type StagedSource } from "./stage-source.js";
import { countAll } from "./tally.js";
import { writeChains } from "./write-run.js";

/** Saves, while a load reads on, what may be saved before its end. */
export interface Checkpoints {
  /** Notes that a page was staged, and saves what is there when it is time. */
  readonly pageStaged: (source: StagedSource, page: Page) => Promise<void>;
}

const ONLY_AT_THE_END =
  "saved at the end of the load, not at checkpoints: that takes a merge by primary key, or a cursor that the API sorts by";
const OUT_OF_ORDER =
  "pages with records out of the order of the cursor, which row_order promises: the cursor is saved at the end of the load";

/**
 * Counts what is staged and saves it from time to time: rows, child rows, new columns, cursors and a line of `_dlt_loads`,
 * in one transaction, as a load of its own. Whoever kills the load after that has the next one repeat the rest.
 */
export function createCheckpoints(
  run: Run,
  sources: readonly StagedSource[],
  positions: Positions,
  options: Pick<LoadOptions, "checkpointEvery" | "onCheckpoint" | "schemaName" | "pipelineName" | "signal" | "onStep">,
): Checkpoints {
  const { checkpointEvery: every, onCheckpoint } = options;
  if (every === undefined) return { pageStaged: async () => undefined };
  const reached = new Map<StagedSource, Position | undefined>();
  let saved = performance.now();
  for (const { plan, normaliser } of sources) {
    if (plan.checkpoint === undefined) countAll(normaliser.tally, ONLY_AT_THE_END, 1);
  }

  const sourcesOf = (chain: Chain) => sources.filter((source) => source.chain === chain);

  /** A resource that another one shares its table with is saved with it, or not at all. */
  function savableChains(): readonly Chain[] {
    const chains = Array.from(run.chains.values()).filter(({ staged }) => staged.some(({ rows }) => rows > 0));
    return chains.filter((chain) => {
      const own = sourcesOf(chain); // none for a table of rows that are found in records
      return own.length > 0 && own.every(isSavable);
    });
  }

  function isSavable(source: StagedSource): boolean {
    const { checkpoint, strategy } = source.plan;
    const isInOrder = !reached.has(source) || reached.get(source) !== undefined;
    return checkpoint === "rows" || (checkpoint === "cursor" && (strategy !== undefined || isInOrder));
  }

  function isDue(chains: readonly Chain[]): boolean {
    if (every === undefined || chains.length === 0) return false;
    if ("seconds" in every) return performance.now() - saved >= every.seconds * 1_000;
    const rows = chains.flatMap(({ staged }) => staged.map((table) => table.rows));
    return rows.reduce((sum, more) => sum + more, 0) >= every.rows;
  }

  async function save(chains: readonly Chain[]): Promise<void> {
    const owner = { pipelineName: options.pipelineName, schemaName: options.schemaName };
    // The run's own state has the cursors of what is saved later, too.
    const state = await readPipelineState(run.destination, run.dataset, owner);
    const included = chains.flatMap(sourcesOf);
    const continued = included.filter((source) => reached.get(source) !== undefined);
    for (const source of continued) {
      for (const [path, cursor] of reached.get(source) ?? []) {
        const position = cursor();
        if (position !== null) resourceState(state, source.plan.resource).setCursor(path, position);
      }
    }
    const loadId = await writeChains(run, chains, state, options);
    if (loadId === null) return;
    const named = (some: readonly StagedSource[]) => some.map(({ plan }) => plan.resource);
    onCheckpoint?.({ loadId, resources: named(included), continued: named(continued) });
    adoptVersion(run.state, await readPipelineState(run.destination, run.dataset, owner));
    await renewChains(run, chains);
    for (const source of included) restage(run, source);
  }

  return {
    async pageStaged(source, page) {
      if (source.plan.checkpoint === "cursor") {
        reached.set(source, positions.of(page));
        if (positions.of(page) === undefined) countAll(source.normaliser.tally, OUT_OF_ORDER, 1);
      }
      const chains = savableChains();
      if (!isDue(chains)) return;
      await save(chains);
      saved = performance.now();
    },
  };
}
