import { existsSync } from "node:fs";
import { join } from "node:path";
import { CassetteError } from "../cassette/cassette.js";
import { renderChanges } from "../changes/render-changes.js";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";
import { render, toJson } from "../diagnostics/render.js";
import { OutputError } from "../output/output-path.js";
import type { TypeProblem } from "../typecheck/typecheck.js";
import { DESTINATION_WORDS, parseDestinations } from "./destinations.js";
import { type EmittableConfig, emitConnector } from "./emit-connector.js";
import { hasErrors, judgeConfig } from "./judge.js";
import { ConfigFileError, connectorName } from "./load-config.js";
import type { Output } from "./output.js";
import { isStale, type OutputPlan, planOutput } from "./plan.js";

export interface GenerateArguments {
  readonly config: string;
  readonly out: string;
  readonly name?: string | undefined;
  /** The OpenAPI document: a path or a URL. Default: `client.openapi`. */
  readonly openapi?: string | undefined;
  /** Origins that the document may refer to. */
  readonly allowRef?: readonly string[] | undefined;
  /** What the connector loads into, separated by commas. Default: duckdb. */
  readonly destination?: string | undefined;
  /** Tells what would be written, and judges a config with what is not emitted yet. */
  readonly dryRun: boolean;
  /** Fails with a diff when the output is not up to date. */
  readonly check: boolean;
  /** Prints the model instead of writing. */
  readonly printModel: boolean;
  /** Checks the output with TypeScript's compiler after writing it. */
  readonly typecheck: boolean;
  /** Writes tests with the connector. Default: as it was written last. */
  readonly tests?: boolean | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  /** The version of gen-connector. */
  readonly version: string;
}

/** `gen-connector <config>`; returns the exit code. `onRead` is told of every file that the output depends on. */
export async function generateCommand(
  args: GenerateArguments,
  output: Output,
  onRead: (file: string) => void = () => undefined,
): Promise<number> {
  onRead(args.config);
  try {
    return await judgeAndWrite(args, output, onRead);
  } catch (error) {
    const isInput = error instanceof ConfigFileError || error instanceof CassetteError;
    if (!isInput && !(error instanceof OutputError) && !isSystemError(error)) throw error;
    output.err(`error: ${error.message}\n`);
    return isInput ? 2 : 1;
  }
}

async function judgeAndWrite(args: GenerateArguments, output: Output, onRead: (file: string) => void): Promise<number> {
  const name = connectorName(args.config, args.name);
  if (name === undefined) {
    output.err(
      "error: --name takes letters, digits, _ . and -, at most 100 of them, and no device of Windows (con, nul)\n",
    );
    return 2;
  }
  const destinations = parseDestinations(args.destination ?? "duckdb");
  if (destinations === undefined) {
    output.err(`error: --destination takes ${DESTINATION_WORDS}\n`);
    return 2;
  }
  const choice = { ...args, destinations };
  const judged = await judgeConfig(args.config, name, args.dryRun ? "warning" : "error", choice);
  for (const file of judged.spec?.files.keys() ?? []) if (!/^https?:/i.test(file)) onRead(file);
  judged.siblings.asked().forEach(onRead);
  const shown = render(judged.problems, { color: output.color });
  if (shown !== "") output.err(shown);
  if (judged.model === undefined) {
    if (args.json) output.out(jsonText(toJson(judged.problems)));
    return hasErrors(judged.problems) ? 2 : 0;
  }
  const emittable = { ...judged, model: judged.model };
  if (args.printModel) {
    const problems = await moduleProblems(emittable, args);
    if (problems !== undefined) return refuse(args, problems, output);
    output.out(jsonText(judged.model));
    return 0;
  }
  const plan = await planOutput(emittable, args);
  if (!("folder" in plan)) return refuse(args, plan, output);
  return act(args, plan, judged.problems, output);
}

/** What is wrong with the user's functions, which the model alone does not tell. */
async function moduleProblems(judged: EmittableConfig, args: GenerateArguments): Promise<FileDiagnostics | undefined> {
  if (judged.placedModules.length === 0) return undefined;
  return (await emitConnector(judged, args.config, join(args.out, judged.model.name))).problems;
}

function refuse({ json }: GenerateArguments, problems: FileDiagnostics, output: Output): number {
  output.err(render(problems, { color: output.color }));
  if (json) output.out(jsonText(toJson(problems)));
  return 2;
}

async function act(
  args: GenerateArguments,
  plan: OutputPlan,
  problems: FileDiagnostics,
  output: Output,
): Promise<number> {
  const { folder, written, unchanged, deleted, edited, changes } = plan;
  const stale = args.check && isStale(plan);
  if (stale) {
    const { unifiedDiff } = await import("./unified-diff.js");
    const stated = `${renderChanges(plan.changes)}${folder} is not up to date: run gen-connector ${args.config}\n`;
    output.err(`${unifiedDiff(plan)}\n${stated}`);
  } else if (!args.quiet) output.err(summary(args, plan) + renderChanges(plan.changes));
  if (edited.length > 0 && !args.check) output.err(editedNotice(args, edited));
  if (!args.check && !args.dryRun) plan.write();
  const typeProblems = args.typecheck && !stale ? await checkTypes(plan, output) : undefined;
  const types = typeProblems === undefined ? {} : { typecheck: typeProblems };
  if (args.json)
    output.out(jsonText({ folder, written, unchanged, deleted, edited, changes, ...types, ...toJson(problems) }));
  return stale || (typeProblems?.length ?? 0) > 0 ? 1 : 0;
}

async function checkTypes({ folder, written, unchanged }: OutputPlan, output: Output): Promise<readonly TypeProblem[]> {
  const { renderTypeProblems, typecheck } = await import("../typecheck/typecheck.js");
  const files = [...written, ...unchanged].filter((file) => file.endsWith(".ts"));
  const found = await typecheck(folder, files);
  if (found.length > 0) output.err(`${renderTypeProblems(found)}\n${folder} does not pass the type check\n`);
  return found;
}

function summary({ dryRun }: GenerateArguments, { folder, written, unchanged, deleted }: OutputPlan): string {
  if (written.length + deleted.length === 0) return `${folder} is up to date (${unchanged.length} files)\n`;
  if (dryRun) {
    const marked = written.map((file) => `  ${existsSync(join(folder, file)) ? "~" : "+"} ${file}`);
    const lines = [...marked, ...deleted.map((file) => `  - ${file}`), ""].join("\n");
    return `${folder}: ${written.length} to write, ${deleted.length} to delete\n${lines}`;
  }
  const removed = deleted.length === 0 ? "" : `, ${deleted.length} deleted`;
  return `${folder}: ${written.length} files written, ${unchanged.length} unchanged${removed}\n`;
}

/** What was edited by hand is lost outside version control: nobody should find that out later. */
function editedNotice({ dryRun }: GenerateArguments, edited: readonly string[]): string {
  const what = `${dryRun ? "would write over" : "wrote over"} edits by hand in ${edited.join(", ")}`;
  return `warning: ${what}: change the config instead, or keep such code in files of your own\n`;
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A full disk, a missing permission: the platform's own message says what and where. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}
