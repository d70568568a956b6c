import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runChild, type Kill } from "../kill/bench.js";
import { limited } from "../support/limited.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { contentOf, loadsIn } from "./support.js";

const test = suite("a load into files that is killed and run again");

/** KILLS=300 kills as often at random instants; PAGE=… sets the records of a page (12 pages of orders are read). */
const KILLS = Number(process.env["KILLS"] ?? 3);
const PAGE = Number(process.env["PAGE"] ?? 20);
const PARALLEL = 2;

const CHILD = fileURLToPath(new URL("child.js", import.meta.url));

test("it leaves a whole load or none, and the files end as if nothing had happened", async () => {
  await withTemporaryFolder(async (root) => {
    const begun = join(root, "begun");
    await runChild(begun, 1, PAGE, "never", CHILD);
    const before = await contentOf(begun);
    const undisturbed = join(root, "undisturbed");
    await cp(begun, undisturbed, { recursive: true, verbatimSymlinks: true });
    const { steps = [], ms } = await runChild(undisturbed, 2, PAGE, "never", CHILD);
    const after = await contentOf(undisturbed);
    assert.is.not(before.text, after.text);

    let folders = 0;
    const killAndRepeat = limited(PARALLEL, async (kill: Kill): Promise<string[]> => {
      const folder = join(root, `killed-${++folders}`);
      await cp(begun, folder, { recursive: true, verbatimSymlinks: true });
      await runChild(folder, 2, PAGE, kill, CHILD);
      const loads = await loadsIn(folder);
      const left = await contentOf(folder);
      await runChild(folder, 2, PAGE, "never", CHILD);
      const end = await contentOf(folder);
      const isWhole = [before, after].some(({ text, cursor }) => text === left.text && cursor === left.cursor);
      return [
        ...(loads.length > 2 ? [`${loads.length} loads`] : []),
        ...(isWhole ? [] : ["a part of a load is visible"]),
        ...(end.text === after.text && end.cursor === after.cursor ? [] : ["other tables in the end"]),
      ].map((problem) => `killed at ${JSON.stringify(kill)}: ${problem}`);
    });
    const named = ["page staged", "statement run", "before commit", "committed"];
    const positions = named.flatMap((name) => {
      const at = steps.lastIndexOf(name);
      return at === -1 ? [] : [{ step: at + 1 }];
    });
    assert.is(positions.length, named.length);
    const instants = Array.from({ length: KILLS }, () => ({ afterMs: Math.random() * ms }));
    const problems = await Promise.all([...positions, ...instants].map(killAndRepeat));
    assert.equal(problems.flat(), []);
  });
});

test.run();
