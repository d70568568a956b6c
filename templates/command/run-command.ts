import { UsageError } from "../http/errors.js";
import { printable } from "../http/printable.js";
import { createRedactor, type Redact } from "../http/redact.js";
import type { Checkpoint } from "../load/checkpoint.js";
import type { LoadIntoOptions, LoadSummary } from "../load/load-into.js";
import {
  helpText,
  parseArguments,
  type ConnectorArguments,
  type RunArguments,
  type VariableHelp,
} from "./arguments.js";
import { describeFailure } from "./failure.js";
import { createLeanProcess } from "./lean-process.js";
import { createProgress } from "./progress.js";
import { formatSummary, toJson } from "./report.js";

/** What the command line needs to know of a connector. */
export interface ConnectorCommand extends ConnectorArguments {
  readonly connect: (options: ConnectOptions) => LoadableConnector;
}

export interface ConnectOptions {
  /** The value of an environment variable. */
  readonly values: (variable: string) => string;
  readonly signal: AbortSignal;
  readonly baseUrl?: string;
}

interface LoadableConnector {
  // A method, so that a connector may ask for its own resources' names where any text is known to be one of them.
  load(target: string, options: LoadIntoOptions<never>): Promise<LoadSummary>;
}

/**
 * Runs a connector from the command line and returns its exit code: 0 loaded, 1 failed, 2 wrong usage, 130 interrupted.
 * Standard output gets the JSON document of `--json` and nothing else.
 */
export async function runCommand(args: readonly string[], connector: ConnectorCommand): Promise<number> {
  const redact = createRedactor(connector.variables.flatMap(({ variable }) => process.env[variable] ?? []));
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedPipe);
  try {
    const parsed = parseArguments(args, connector);
    if (parsed === "help") {
      process.stdout.write(helpText(connector));
      return 0;
    }
    return await runLoad(parsed, connector, redact);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`error: ${redact(error.message)}\n`);
    return 2;
  }
}

/** Who reads the output may stop, as `| head` does: that ends no load. */
function ignoreClosedPipe(error: Error): void {
  if (!("code" in error) || error.code !== "EPIPE") throw error;
}

async function runLoad(args: RunArguments, connector: ConnectorCommand, redact: Redact): Promise<number> {
  const values = readVariables(connector.variables, args.resources ?? connector.resources);
  const interruption = new AbortController();
  const interrupt = () => {
    if (interruption.signal.aborted) process.exit(130); // asked twice: at once; the open transaction is never seen
    interruption.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const progress = createProgress(args.quiet);
  const { onStep, end: endLeanProcess } = createLeanProcess();
  const checkpoints: Checkpoint[] = [];
  try {
    const { signal } = interruption;
    const source = connector.connect({
      values,
      signal,
      ...(args.baseUrl === undefined ? {} : { baseUrl: args.baseUrl }),
    });
    const summary = await source.load(args.target, {
      fullRefresh: args.fullRefresh,
      onProgress: progress.show,
      onStep,
      onCheckpoint: (checkpoint) => void checkpoints.push(checkpoint),
      ...(args.checkpointEvery === undefined ? {} : { checkpointEvery: args.checkpointEvery }),
      ...(args.dataset === undefined ? {} : { dataset: args.dataset }),
      ...(args.pipeline === undefined ? {} : { pipeline: args.pipeline }),
      // every name was looked up among the connector's resources
      ...(args.resources === undefined ? {} : { resources: args.resources as readonly never[] }),
    });
    progress.end();
    if (args.json) process.stdout.write(`${toJson(summary)}\n`);
    else if (!args.quiet) process.stderr.write(formatSummary(summary, args.shown));
    return 0;
  } catch (error) {
    progress.end();
    if (error instanceof UsageError) throw error;
    const interrupted = interruption.signal.aborted;
    const problem = interrupted ? "interrupted" : redact(printable(messageOf(error)));
    process.stderr.write(
      `${interrupted ? "" : "error: "}${problem}\n${describeFailure(args.shown, checkpoints, error)}\n`,
    );
    if (args.json) process.stdout.write(`${JSON.stringify({ error: problem }, null, 2)}\n`);
    return interrupted ? 130 : 1;
  } finally {
    endLeanProcess();
    interruption.abort(); // what is still asked for, as a token, keeps no process waiting
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** Looks up what the loaded resources need before the first request; names what is missing, never a value. */
function readVariables(variables: readonly VariableHelp[], loaded: readonly string[]): (variable: string) => string {
  const isUnset = (variable: string) => (process.env[variable] ?? "") === "";
  const missing = variables.filter(({ variable, resources }) => {
    return isUnset(variable) && (resources === undefined || resources.some((name) => loaded.includes(name)));
  });
  if (missing.length > 0) {
    const listed = missing.map(({ variable, use }) => `${variable} (${use})`).join(", ");
    throw new UsageError(`set the environment variable${missing.length === 1 ? "" : "s"} ${listed}`);
  }
  // What no loaded resource needs is never sent, yet a connector asks for all of its options.
  return (variable) => (isUnset(variable) ? `${variable} is not set` : (process.env[variable] ?? ""));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
