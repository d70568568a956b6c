import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { answerOf, configOf } from "../checkpoints/shop.js";
import { withConnector } from "../support/connector.js";
import { startFaultyServer } from "../support/faulty-server.js";
import { limited } from "../support/limited.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { copyDatabase } from "./bench.js";
import { addFindings, contentOf, findingsAfterKill, findingsAtEnd, NO_FINDINGS } from "./findings.js";

const test = suite("an emitted connector that saves at checkpoints and is killed");

/** KILLS=300 kills as often, at random steps and instants; SIZE=… sets how many events and orders the API has. */
const KILLS = Number(process.env["KILLS"] ?? 6);
const SIZE = Number(process.env["SIZE"] ?? 400);
const PARALLEL = 2;

const CHILD = fileURLToPath(new URL("connector-child.js", import.meta.url));

interface Ended {
  /** Undefined when it was killed. */
  readonly steps: number | undefined;
  readonly ms: number;
}

/** Runs the connector in a process of its own, which is killed at a step, after some time, or not at all. */
function runConnector(args: readonly string[], kill: { readonly step?: number; readonly afterMs?: number } = {}) {
  const started = performance.now();
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, ...args, String(kill.step ?? 0)], { stdio: "pipe" });
    let [printed, problem] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (problem += text));
    const timer = kill.afterMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), kill.afterMs);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      const ms = performance.now() - started;
      if (signal === "SIGKILL") resolve({ steps: undefined, ms });
      else if (code === 0) resolve({ steps: Number(printed), ms });
      else reject(new Error(`the connector ended with ${code}: ${problem}`));
    });
  });
}

test("nothing is lost or doubled, no child row is left alone, and no cursor is ahead of the rows", async () => {
  const limit = Math.ceil(SIZE / 25);
  // The first night the API has half of its records; the night that is killed brings the others.
  const first = await startFaultyServer(answerOf(SIZE, SIZE / 2));
  const second = await startFaultyServer(answerOf(SIZE));
  try {
    await withConnector(configOf(second.origin, limit), async (_connect, connector) => {
      await withTemporaryFolder(async (folder) => {
        const load = (file: string, origin: string, kill?: Parameters<typeof runConnector>[1]) =>
          runConnector([join(connector, "index.ts"), file, origin, String(limit * 6)], kill);
        const begun = join(folder, "begun.duckdb");
        await load(begun, first.origin);
        const undisturbed = join(folder, "undisturbed.duckdb");
        await copyDatabase(begun, undisturbed);
        const { steps = 0, ms } = await load(undisturbed, second.origin);
        const expected = await contentOf(undisturbed);
        let killed = 0;
        const kill = limited(PARALLEL, async (number: number) => {
          const file = join(folder, `killed-${number}.duckdb`);
          await copyDatabase(begun, file);
          // The first half of the time is Node's, which starts.
          const afterMs = ms * (0.4 + 0.6 * Math.random());
          const ended = await load(
            file,
            second.origin,
            number % 2 === 0 ? { afterMs } : { step: Math.ceil(Math.random() * steps) },
          );
          if (ended.steps === undefined) killed++;
          const afterKill = await findingsAfterKill(file, (seq) => Math.min(3 * seq, SIZE));
          await load(file, second.origin);
          return addFindings(afterKill, await findingsAtEnd(file, expected));
        });
        const findings = await Promise.all(Array.from({ length: KILLS }, (_, number) => kill(number)));
        const total = findings.reduce(addFindings, NO_FINDINGS);
        if (KILLS > 100) process.stdout.write(`${JSON.stringify({ kills: KILLS, killed, steps, ...total })}\n`);
        assert.equal(total, NO_FINDINGS);
        assert.ok(killed >= KILLS / 3, `${killed} of ${KILLS} were killed before their end`);
      });
    });
  } finally {
    await first.close();
    await second.close();
  }
});

test.run();
