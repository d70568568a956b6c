import { parseArgs } from "node:util";
import { UsageError } from "../http/errors.js";
import type { CheckpointEvery } from "../load/checkpoint.js";
import { wrongTarget, type DestinationKind } from "../load/destination-kind.js";

/** What the command line asked for. */
export interface RunArguments {
  /** What is loaded into, and how it is shown. */
  readonly target: string;
  readonly shown: string;
  readonly dataset?: string;
  /** Whose state is continued. */
  readonly pipeline?: string;
  readonly resources?: readonly string[];
  readonly baseUrl?: string;
  readonly fullRefresh: boolean;
  readonly checkpointEvery?: CheckpointEvery;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** The arguments, or `help`; throws a `UsageError` that says what was wrong. */
export function parseArguments(
  args: readonly string[],
  { resources, destination }: ConnectorArguments,
): RunArguments | "help" {
  const { values, positionals } = parse(args);
  if (values.help === true) return "help";
  if (positionals.length > 0) throw new UsageError(`unexpected argument "${positionals[0]}"`);
  if (values.to === undefined) throw new UsageError(`--to is missing: name ${destination.targets}`);
  const target = destination.parse(values.to);
  if (target === undefined) throw new UsageError(`--to: ${wrongTarget(destination)}`);
  const wanted = values.resources?.split(",").map((name) => name.trim());
  const unknown = wanted?.find((name) => !resources.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`--resources: there is no "${unknown}"; there are: ${resources.join(", ")}`);
  }
  if (values["base-url"] !== undefined && !/^https?:\/\/./.test(values["base-url"])) {
    throw new UsageError("--base-url: an address that begins with http:// or https:// is needed");
  }
  const every = values["checkpoint-every"];
  return {
    ...target,
    fullRefresh: values["full-refresh"] ?? false,
    json: values.json ?? false,
    quiet: values.quiet ?? false,
    ...(values.dataset === undefined ? {} : { dataset: values.dataset }),
    ...(values.pipeline === undefined ? {} : { pipeline: values.pipeline }),
    ...(wanted === undefined ? {} : { resources: wanted }),
    ...(values["base-url"] === undefined ? {} : { baseUrl: values["base-url"] }),
    ...(every === undefined ? {} : { checkpointEvery: checkpointInterval(every) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        to: { type: "string" },
        dataset: { type: "string" },
        pipeline: { type: "string" },
        resources: { type: "string" },
        "base-url": { type: "string" },
        "full-refresh": { type: "boolean" },
        "checkpoint-every": { type: "string" },
        json: { type: "boolean" },
        quiet: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** `5000` rows, `30s` seconds. */
function checkpointInterval(text: string): CheckpointEvery {
  const [, digits = "", unit = ""] = /^(\d+)(s?)$/.exec(text) ?? [];
  const number = Number(digits);
  if (number === 0) throw new UsageError("--checkpoint-every: a number of rows (100000) or of seconds (60s) is needed");
  return unit === "s" ? { seconds: number } : { rows: number };
}

/** The text of `--help`. */
export function helpText({ name, destination, resources, variables }: ConnectorArguments): string {
  const lines = variables.map(({ variable, use }) => `  ${variable.padEnd(22)} ${use}`);
  return `Loads ${name} into ${destination.title}, in one transaction: a run that fails changes nothing,
but for what --checkpoint-every had saved.

  --to TARGET            ${destination.targets}
  --dataset NAME         the database schema, or the folder, of the tables (default: ${name})
  --pipeline NAME        whose state is continued (default: the only one of the dataset, or ${name})
  --resources A,B        load only these of: ${resources.join(", ")}
  --base-url URL         instead of the base URL of the config, e.g. a test server
  --full-refresh         drop tables and state of these resources and load them anew, in the same transaction
  --checkpoint-every N   save after N rows (100000) or seconds (60s) what may be saved before the end
  --json                 print the result as one JSON document on standard output
  --quiet                print errors only
${lines.length === 0 ? "" : `\nEnvironment:\n${lines.join("\n")}\n`}
Exit codes: 0 loaded, 1 failed, 2 wrong usage, 130 interrupted. A run that did not end well has written nothing after its
last checkpoint.
`;
}

/** What the arguments of a connector depend on. */
export interface ConnectorArguments {
  readonly name: string;
  readonly destination: Pick<DestinationKind<never>, "title" | "targets" | "parse">;
  readonly resources: readonly string[];
  /** Environment variables that hold the secrets and settings. */
  readonly variables: readonly VariableHelp[];
}

export interface VariableHelp {
  readonly variable: string;
  readonly use: string;
  /** The resources that cannot be loaded without it; default: all. */
  readonly resources?: readonly string[];
}
