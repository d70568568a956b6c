import { parseArgs } from "node:util";
import { UsageError } from "../http/errors.js";

/** What the command line asked for. */
export interface RunArguments {
  /** The path of the DuckDB file. */
  readonly path: string;
  readonly dataset?: string;
  /** Whose state is continued. */
  readonly pipeline?: string;
  readonly resources?: readonly string[];
  readonly baseUrl?: string;
  readonly fullRefresh: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** The arguments, or `help`; throws a `UsageError` that says what was wrong. */
export function parseArguments(args: readonly string[], resources: readonly string[]): RunArguments | "help" {
  const { values, positionals } = parse(args);
  if (values.help === true) return "help";
  if (positionals.length > 0) throw new UsageError(`unexpected argument "${positionals[0]}"`);
  if (values.to === undefined) throw new UsageError("--to is missing: name a DuckDB file, e.g. --to data.duckdb");
  const wanted = values.resources?.split(",").map((name) => name.trim());
  const unknown = wanted?.find((name) => !resources.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`--resources: there is no "${unknown}"; there are: ${resources.join(", ")}`);
  }
  if (values["base-url"] !== undefined && !/^https?:\/\/./.test(values["base-url"])) {
    throw new UsageError("--base-url: an address that begins with http:// or https:// is needed");
  }
  return {
    path: duckDbPath(values.to),
    fullRefresh: values["full-refresh"] ?? false,
    json: values.json ?? false,
    quiet: values.quiet ?? false,
    ...(values.dataset === undefined ? {} : { dataset: values.dataset }),
    ...(values.pipeline === undefined ? {} : { pipeline: values.pipeline }),
    ...(wanted === undefined ? {} : { resources: wanted }),
    ...(values["base-url"] === undefined ? {} : { baseUrl: values["base-url"] }),
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
        json: { type: "boolean" },
        quiet: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function duckDbPath(target: string): string {
  if (target.startsWith("duckdb:")) return target.slice("duckdb:".length);
  if (target.endsWith(".duckdb")) return target;
  if (/^postgres(ql)?:/.test(target)) throw new UsageError("--to: this connector was generated for DuckDB");
  throw new UsageError("--to: a path that ends in .duckdb, or duckdb:PATH, is needed");
}

/** The text of `--help`. */
export function helpText(name: string, resources: readonly string[], variables: readonly VariableHelp[]): string {
  const lines = variables.map(({ variable, use }) => `  ${variable.padEnd(22)} ${use}`);
  return `Loads ${name} into DuckDB, in one transaction: a run that fails changes nothing.

  --to TARGET            a path that ends in .duckdb, or duckdb:PATH
  --dataset NAME         the database schema of the tables (default: ${name})
  --pipeline NAME        whose state is continued (default: the only one of the dataset, or ${name})
  --resources A,B        load only these of: ${resources.join(", ")}
  --base-url URL         instead of the base URL of the config, e.g. a test server
  --full-refresh         drop tables and state of these resources and load them anew, in the same transaction
  --json                 print the result as one JSON document on standard output
  --quiet                print errors only
${lines.length === 0 ? "" : `\nEnvironment:\n${lines.join("\n")}\n`}
Exit codes: 0 loaded, 1 failed with nothing written, 2 wrong usage, 130 interrupted with nothing written.
`;
}

export interface VariableHelp {
  readonly variable: string;
  readonly use: string;
}
