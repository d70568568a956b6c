import { spawn } from "node:child_process";
import { commandLine } from "./project.js";

export interface CommandResult {
  /** The exit code; null when the process was killed by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to the environment of this process; an undefined value takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds after which the process is killed and the call fails; default ten minutes. */
  readonly timeout?: number;
  /** Aborting it sends SIGINT, as Ctrl-C in a terminal does. */
  readonly interrupt?: AbortSignal;
  /** Called with all that was printed so far, to standard output or to standard error, whenever more is. */
  readonly onOutput?: (printed: string) => void;
}

/** Runs the built `gen-connector` with the given arguments to its end. Any exit code is a result. */
export function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return runNode([commandLine, ...args], options);
}

/** Runs Node with the given arguments to its end. Any exit code is a result. */
export function runNode(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return runProgram(process.execPath, args, options);
}

/** Runs a program to its end, without a terminal and without standard input. Any exit code is a result. */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env, timeout = 600_000, interrupt, onOutput }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
      onOutput?.(stdout);
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
      onOutput?.(stderr);
    });
    const onInterrupt = (): void => void child.kill("SIGINT");
    interrupt?.addEventListener("abort", onInterrupt, { once: true });
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${program} ${args.join(" ")} did not end within ${timeout} ms\n${stdout}${stderr}`));
    }, timeout);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      interrupt?.removeEventListener("abort", onInterrupt);
      resolve({ code, stdout, stderr });
    });
  });
}
