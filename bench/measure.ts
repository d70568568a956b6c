import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { projectPath } from "../test/support/project.js";

/** What one run of a program took. */
export interface Measurement {
  readonly wallSeconds: number;
  /** User and system time of all its threads. */
  readonly cpuSeconds: number;
  /** The most memory it held, in MB of 2^20 bytes. */
  readonly peakMb: number;
}

const REPORT_USAGE = pathToFileURL(projectPath("bench/report-usage.mjs")).href;

/** Runs a Node program to its end, Node's own start included; fails when it fails. */
export async function measureNode(args: readonly string[], usageFile: string): Promise<Measurement> {
  const started = performance.now();
  await runToEnd(process.execPath, ["--import", REPORT_USAGE, ...args], { USAGE_FILE: usageFile });
  const wallSeconds = (performance.now() - started) / 1_000;
  const usage = JSON.parse(readFileSync(usageFile, "utf8")) as Pick<Measurement, "cpuSeconds" | "peakMb">;
  rmSync(usageFile);
  return { wallSeconds, ...usage };
}

/** Python's account of a child process and of what that one starts; its peak is that of the largest process. */
const MEASURE_CHILD = `
import json, resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=sys.stderr).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"cpuSeconds": used.ru_utime + used.ru_stime, "peakMb": used.ru_maxrss / 1024}))
sys.exit(code)
`;

/** Runs a Python program to its end. */
export async function measurePython(python: string, args: readonly string[]): Promise<Measurement> {
  const started = performance.now();
  const output = await runToEnd(python, ["-c", MEASURE_CHILD, python, ...args], {});
  const wallSeconds = (performance.now() - started) / 1_000;
  return { wallSeconds, ...(JSON.parse(output) as Pick<Measurement, "cpuSeconds" | "peakMb">) };
}

/** What the program printed; its standard error is shown only when it fails. */
function runToEnd(program: string, args: readonly string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${program} ${args.join(" ")} ended with ${code}\n${stderr}`));
    });
  });
}
