/**
 * `npm test [-- PATTERN …]`: runs the test files whose path holds one of the patterns, all without one, each in a process
 * of its own and as many at once as there are processors. Prints uvu's report of each file when it ends, then the files
 * that failed. Exit code 1 when one did, or when there was none to run.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { limited } from "../test/support/limited.js";

const TESTS = "dist/test";

interface Outcome {
  readonly file: string;
  /** Null when the process was killed. */
  readonly exitCode: number | null;
}

function runFile(file: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    const child = spawn(process.execPath, [join(TESTS, file)], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
    child.on("error", reject);
    child.on("close", (exitCode) => {
      console.log(`${file}\n${Buffer.concat(output).toString()}`);
      resolve({ file, exitCode });
    });
  });
}

const patterns = process.argv.slice(2);
const files = readdirSync(TESTS, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.js"))
  .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
  .sort();

const outcomes = await Promise.all(files.map(limited(availableParallelism(), runFile)));
const failed = outcomes.filter(({ exitCode }) => exitCode !== 0);
for (const { file, exitCode } of failed) console.log(`FAILED ${file} (exit code ${exitCode})`);
console.log(`${files.length} test files, ${failed.length} failed`);
process.exitCode = failed.length > 0 || files.length === 0 ? 1 : 0;
