import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { compilerOptions, ownPackage } from "./compiler-options.js";

/** What the compiler says about a place; line and column count from 1. */
export interface TypeProblem {
  /** The path, from the working directory. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** TypeScript's number, e.g. `TS2322`. */
  readonly code: string;
  /** Several lines when one reason leads to another. */
  readonly message: string;
}

/** `file(line,column): error TS1234: message`, and indented lines that go on with it. */
const PROBLEM = /^(.+)\((\d+),(\d+)\): error (TS\d+): (.*)$/;

/**
 * Checks the files of a connector's folder, and what they import, with TypeScript's own compiler. Its native program
 * takes well under a second; it is started here only, so that nothing else waits for it.
 */
export async function typecheck(folder: string, files: readonly string[]): Promise<readonly TypeProblem[]> {
  const temporary = mkdtempSync(join(tmpdir(), "gen-connector-"));
  try {
    const project = join(temporary, "tsconfig.json");
    const roots = files.map((file) => resolve(folder, file));
    writeFileSync(project, JSON.stringify({ compilerOptions: compilerOptions(folder), files: roots }));
    const { code, text } = await runCompiler(["-p", project, "--pretty", "false"]);
    const problems = parseProblems(text);
    if (code !== 0 && problems.length === 0) throw new Error(`TypeScript's compiler failed: ${text.trim()}`);
    return problems;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function runCompiler(args: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  const compiler = join(ownPackage("typescript"), "bin/tsc");
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [compiler, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    child.once("error", reject);
    child.once("close", (code) => done({ code, text }));
  });
}

function parseProblems(text: string): readonly TypeProblem[] {
  const problems: TypeProblem[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, file, row, column, code, message = ""] = PROBLEM.exec(line) ?? [];
    const last = problems.at(-1);
    if (file !== undefined && code !== undefined) {
      problems.push({ file, line: Number(row), column: Number(column), code, message });
    } else if (last !== undefined && line.startsWith("  ")) {
      problems[problems.length - 1] = { ...last, message: `${last.message}\n${line}` };
    }
  }
  return problems;
}

/** The problems as a person reads them, and as editors and terminals make links of. */
export function renderTypeProblems(problems: readonly TypeProblem[]): string {
  return problems
    .map(({ file, line, column, code, message }) => `${file}:${line}:${column} error: ${message} (${code})\n`)
    .join("");
}
