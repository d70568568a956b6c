/**
 * `npm run bench:kills -- [--destination duckdb|postgres] [--kills 300] [--rows 200000]`: loads a shop
 * for a night, then kills the second night's load with SIGKILL, up to four runs one after the other, lets the next run
 * finish, and compares with a load that was not disturbed. Kills come at random instants, behind random steps of the
 * loader, and about the commit, which takes little time; every other load saves at checkpoints. Prints what it found as JSON, and ends with 1 when it found anything.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { answerOf } from "../../test/checkpoints/shop.js";
import { startFaultyServer } from "../../test/support/faulty-server.js";
import { buildShopConnector } from "./connector.js";
import { addEnd, addLeft, noFindings, readContent, type Content, type Findings } from "./findings.js";
import { duckDbStore, postgresStore } from "./store.js";

const CHILD = fileURLToPath(new URL("child.js", import.meta.url));
const PAGE = 500;
/** A load is killed so often, one run after the other, before one may finish. */
const KILLS_OF_A_LOAD = 4;
const COMMIT_MS = 20;
/** What the child says at the step that it was told. */
const REACHED = "reached\n";
/** Rows that an event, or an order, makes in the second night, child rows included. */
const ROWS_EACH = 4.5;

const { values } = parseArgs({
  options: {
    destination: { type: "string", default: "duckdb" },
    kills: { type: "string", default: "300" },
    rows: { type: "string", default: "200000" },
  },
});
const kills = Number(values.kills);
/** Events, and orders, of the API: half of them come in the second night. */
const size = Math.ceil(Number(values.rows) / ROWS_EACH);
const folder = mkdtempSync(join(tmpdir(), "gen-connector-kills-"));
const store = values.destination === "postgres" ? await postgresStore() : duckDbStore(folder);
const [first, second] = [await startFaultyServer(answerOf(size, size / 2)), await startFaultyServer(answerOf(size))];

/** What an undisturbed second night does. */
interface Undisturbed {
  readonly content: Content;
  readonly steps: number;
  readonly ms: number;
}

// Ended by a signal it takes its server and datasets along as well: they would fill the disk, run by run.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  });
}

try {
  const index = buildShopConnector(folder, PAGE);
  const load = (target: string, origin: string, rows: number, kill: Kill = {}) =>
    runChild([index, target, origin, String(rows), String(kill.step ?? 0)], kill);
  const begun = await store.create();
  await load(begun, first.origin, 0);
  const before = await store.read(begun, readContent);
  const intervals = [0, Math.ceil(Number(values.rows) / 8)];
  const undisturbed: Undisturbed[] = [];
  for (const rows of intervals) {
    const target = await store.copy(begun);
    const { steps = 0, ms } = await load(target, second.origin, rows);
    undisturbed.push({ steps, ms, content: await store.read(target, readContent) });
    await store.remove(target);
  }
  console.error(JSON.stringify({ before, undisturbed }, null, 1));

  const findings = noFindings();
  const counts = { kills: 0, datasets: 0, tooLate: 0, committed: 0, withCheckpoints: 0 };
  while (counts.kills < kills) {
    const kind = counts.datasets++ % intervals.length;
    const [rows, { content, steps, ms }] = [intervals[kind], undisturbed[kind]] as [number, Undisturbed];
    const target = await store.copy(begun);
    const foundBefore = sumOf(findings);
    for (let tried = 0; tried < KILLS_OF_A_LOAD && counts.kills < kills; tried++) {
      const kill = drawKill(steps, ms);
      const isKilled = (await load(target, second.origin, rows, kill)).steps === undefined;
      counts[isKilled ? "kills" : "tooLate"]++;
      if (rows > 0 && isKilled) counts.withCheckpoints++;
      const left = await store.read(target, readContent);
      addLeft(findings, left, before, content, rows > 0);
      if (sumOf(findings) > foundBefore) console.error(`found after ${JSON.stringify({ target, kill, rows, left })}`);
      if (left.cursors.changed !== content.cursors.changed) continue;
      if (isKilled) counts.committed++;
      break;
    }
    await load(target, second.origin, rows);
    addEnd(findings, await store.read(target, readContent), content);
    // What was found stays to be looked at, once: datasets of such a size fill a disk.
    if (foundBefore > 0 || sumOf(findings) === foundBefore) await store.remove(target);
    console.error(JSON.stringify({ ...counts, ...findings }));
  }
  const loaded = undisturbed.map(({ ms }) => Math.round(ms));
  const report = { store: await store.version(), rows: Number(values.rows), loadMs: loaded, ...counts, ...findings };
  console.log(JSON.stringify(report));
  if (sumOf(findings) > 0) process.exitCode = 1;
} finally {
  await first.close();
  await second.close();
  rmSync(folder, { recursive: true, force: true });
}

function sumOf(findings: Findings): number {
  return Object.values(findings).reduce((sum, count) => sum + count, 0);
}

interface Kill {
  /** From which step on `afterMs` counts; default: from the start of the process. */
  readonly step?: number;
  readonly afterMs?: number;
}

/** Two of five at an instant, two of five behind a step, the others about the commit, which is the last step but one. */
function drawKill(steps: number, ms: number): Kill {
  const drawn = Math.random();
  if (drawn < 0.4) return { afterMs: Math.random() * ms };
  if (drawn < 0.8) return { step: Math.ceil(Math.random() * steps), afterMs: (Math.random() * ms) / steps };
  return { step: steps - 1, afterMs: Math.random() * COMMIT_MS };
}

/** Runs the connector in a process of its own; no steps when it was killed. */
function runChild(
  args: readonly string[],
  { step, afterMs }: Kill,
): Promise<{ readonly steps: number | undefined; readonly ms: number }> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let [printed, problem] = ["", ""];
    let timer: NodeJS.Timeout | undefined;
    const startTimer = () => {
      if (afterMs !== undefined) timer = setTimeout(() => child.kill("SIGKILL"), afterMs);
    };
    if (step === undefined) startTimer();
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (text.startsWith(REACHED)) startTimer();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (problem += text));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      const ms = performance.now() - started;
      if (signal === "SIGKILL") resolve({ steps: undefined, ms });
      else if (code === 0) resolve({ steps: Number(printed.replace(REACHED, "")), ms });
      else reject(new Error(`the connector ended with ${code}: ${problem}`));
    });
  });
}
