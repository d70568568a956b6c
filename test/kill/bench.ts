import { spawn } from "node:child_process";
import { copyFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { objectAt, decodeDocument } from "../../templates/load/state-document.js";
import { openDuckDb } from "../../templates/load/duckdb.js";
import { canonicalText } from "../support/canonical-json.js";
import { canonicalFile } from "../support/canonical.js";
import { DATASET, query } from "../load/support.js";

const CHILD = fileURLToPath(new URL("child.js", import.meta.url));

/** How a child process is killed: at one of its steps, or so many milliseconds after its start. */
export type Kill = { readonly step: number } | { readonly afterMs: number } | "never";

/** Runs the nightly load once; the names of its steps, or undefined when it was killed. */
export function runChild(
  file: string,
  run: 1 | 2,
  page: number,
  kill: Kill,
  program = CHILD,
): Promise<{ readonly steps: readonly string[] | undefined; readonly ms: number }> {
  const step = kill !== "never" && "step" in kill ? kill.step : 0;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, file, String(run), String(page), String(step)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    let problem = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (problem += text));
    const timer =
      kill !== "never" && "afterMs" in kill ? setTimeout(() => child.kill("SIGKILL"), kill.afterMs) : undefined;
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      const ms = performance.now() - started;
      if (signal === "SIGKILL") resolve({ steps: undefined, ms });
      else if (code === 0) resolve({ steps: JSON.parse(printed) as string[], ms });
      else reject(new Error(`the child ended with ${code}: ${problem}`));
    });
  });
}

/** The dataset without ids and clocks, and with the cursor; `loads` is left out, since a killed run may be one more. */
export async function contentOf(file: string): Promise<string> {
  const canonical = new Map(await canonicalFile(file, DATASET));
  canonical.delete("loads");
  return `${canonicalText(canonical)} cursor ${(await cursorOf(file)).cursor}`;
}

/** The cursor of the events, and the newest event that was loaded. */
export async function cursorOf(file: string): Promise<{ readonly cursor: string; readonly newest: string }> {
  const database = await openDuckDb(file);
  try {
    const [[state] = []] = await query(
      database.connection,
      `SELECT state FROM ${DATASET}._dlt_pipeline_state ORDER BY version DESC LIMIT 1`,
    );
    const cursor = objectAt(decodeDocument(String(state)), [
      ...["sources", "test", "resources", "events", "incremental", "seq"],
    ]);
    const [[newest] = []] = await query(database.connection, `SELECT max(seq) FROM ${DATASET}.events`);
    return { cursor: String(cursor?.["last_value"]), newest: String(newest) };
  } finally {
    await database.close();
  }
}

/** Copies a database file that nobody has open. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const folder = join(to, "..");
  for (const name of await readdir(folder)) if (join(folder, name).startsWith(to)) await rm(join(folder, name));
  await copyFile(from, to);
}
