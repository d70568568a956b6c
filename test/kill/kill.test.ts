import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { LoadStep } from "../../templates/load/load-step.js";
import { limited } from "../support/limited.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { contentOf, copyDatabase, cursorOf, runChild, type Kill } from "./bench.js";

const test = suite("a load that is killed and run again");

/** KILLS=300 kills as often at random instants; PAGE=… sets the records of a page (12 pages of orders are read). */
const KILLS = Number(process.env["KILLS"] ?? 4);
const PAGE = Number(process.env["PAGE"] ?? 200);
const PARALLEL = 2;

const STEPS: readonly LoadStep[] = [
  ...(["page read", "page staged", "writing", "statement run", "before commit", "committed"] as const),
];

interface Undisturbed {
  /** A database after the first run. */
  readonly begun: string;
  /** What the second run makes of it. */
  readonly content: string;
  /** The names of the second run's steps, and how long it took. */
  readonly steps: readonly string[];
  readonly ms: number;
}

async function undisturbed(folder: string): Promise<Undisturbed> {
  const begun = join(folder, "begun.duckdb");
  await runChild(begun, 1, PAGE, "never");
  const file = join(folder, "undisturbed.duckdb");
  await copyDatabase(begun, file);
  const { steps = [], ms } = await runChild(file, 2, PAGE, "never");
  return { begun, content: await contentOf(file), steps, ms };
}

/** Kills the second run, runs it again; what is other than in an undisturbed run. */
function killing(folder: string, { begun, content }: Undisturbed) {
  let files = 0;
  return limited(PARALLEL, async (kill: Kill): Promise<string[]> => {
    const file = join(folder, `killed-${++files}.duckdb`);
    await copyDatabase(begun, file);
    await runChild(file, 2, PAGE, kill);
    const { cursor, newest } = await cursorOf(file);
    await runChild(file, 2, PAGE, "never");
    const problems = [
      ...(cursor === newest ? [] : [`the cursor is at ${cursor}, the newest event is ${newest}`]),
      ...((await contentOf(file)) === content ? [] : ["other tables in the end"]),
    ];
    return problems.map((problem) => `killed at ${JSON.stringify(kill)}: ${problem}`);
  });
}

test("at each step, and at random instants, the tables end as if nothing had happened", async () => {
  await withTemporaryFolder(async (folder) => {
    const expected = await undisturbed(folder);
    assert.match(expected.content, /"integrity": ?\[\]/);
    assert.equal([...new Set(expected.steps)], STEPS);
    const positions = STEPS.flatMap((name) => {
      const all = expected.steps.flatMap((step, index) => (step === name ? [index + 1] : []));
      const middle = all[Math.floor(all.length / 2)];
      const chosen = KILLS > 100 ? all : name === "statement run" ? [all[0], middle, all.at(-1)] : [middle];
      return [...new Set(chosen)].flatMap((step) => (step === undefined ? [] : [{ step }]));
    });
    const instants = Array.from({ length: KILLS }, () => ({ afterMs: Math.random() * expected.ms }));
    const kill = killing(folder, expected);
    const problems = await Promise.all([...positions, ...instants].map(kill));
    assert.equal(problems.flat(), []);
  });
});

test.run();
