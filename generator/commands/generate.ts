import { basename, join } from "node:path";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";
import { render, toJson } from "../diagnostics/render.js";
import type { SourceModel } from "../model/model.js";
import { resolveSource } from "../model/resolve.js";
import { createManifest, type Manifest, readManifest } from "../output/manifest.js";
import { OutputError } from "../output/output-path.js";
import { isUnchanged, touchManifest } from "../output/unchanged.js";
import { type Changes, planChanges, writeChanges } from "../output/write.js";
import { ConfigFileError, connectorName, loadConfig } from "./load-config.js";
import type { Output } from "./output.js";

export interface GenerateArguments {
  readonly config: string;
  readonly out: string;
  readonly name?: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  /** The version of gen-connector. */
  readonly version: string;
}

/** `gen-connector <config>`; returns the exit code. */
export async function generateCommand(args: GenerateArguments, output: Output): Promise<number> {
  try {
    return await judgeAndWrite(args, output);
  } catch (error) {
    if (!(error instanceof ConfigFileError) && !(error instanceof OutputError) && !isSystemError(error)) throw error;
    output.err(`error: ${error.message}\n`);
    return error instanceof ConfigFileError ? 2 : 1;
  }
}

async function judgeAndWrite(args: GenerateArguments, output: Output): Promise<number> {
  const { text, document, problems } = loadConfig(args.config, args.dryRun ? "warning" : "error");
  const name = connectorName(args.config, args.name);
  if (name === undefined) {
    output.err("error: --name takes letters, digits, _ . and -, at most 100 of them\n");
    return 2;
  }
  if (document === undefined || hasErrors(problems)) return report(args, output, problems, undefined);
  const later = problems.diagnostics.some(({ kind }) => kind === "not-supported-yet");
  if (later) return report(args, output, problems, undefined);
  const { model, diagnostics } = resolveSource(document, name, basename(args.config));
  const judged = { ...problems, diagnostics: [...problems.diagnostics, ...diagnostics] };
  if (hasErrors(judged)) return report(args, output, judged, undefined);
  return report(args, output, judged, { folder: join(args.out, name), ...(await update(args, model, text)) });
}

interface Outcome extends Changes {
  readonly folder: string;
}

async function update(args: GenerateArguments, model: SourceModel, configText: string): Promise<Changes> {
  const folder = join(args.out, model.name);
  const old = readManifest(folder);
  if (old !== undefined && isUnchanged(folder, old, args.version, configText)) {
    return { written: [], unchanged: Object.keys(old.files), deleted: [] };
  }
  const { generate } = await import("../generate.js");
  const files = await generate(model);
  const changes = planChanges(args.out, folder, files, old);
  if (args.dryRun) return changes;
  const manifest = createManifest(args.version, configText, files);
  if (isSame(manifest, old) && changes.written.length === 0) touchManifest(folder);
  else writeChanges(args.out, folder, files, manifest, changes);
  return changes;
}

function isSame(manifest: Manifest, old: Manifest | undefined): boolean {
  return JSON.stringify(manifest) === JSON.stringify(old);
}

function hasErrors({ diagnostics }: FileDiagnostics): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

function report(
  args: GenerateArguments,
  output: Output,
  problems: FileDiagnostics,
  outcome: Outcome | undefined,
): number {
  if (args.json) output.out(`${JSON.stringify({ ...outcome, ...toJson(problems) }, null, 2)}\n`);
  if (problems.diagnostics.length > 0) output.err(render(problems, { color: output.color }));
  const failed = hasErrors(problems);
  if (!args.quiet && !failed && outcome !== undefined) output.err(summary(args, outcome));
  return failed ? 2 : 0;
}

function summary({ dryRun }: GenerateArguments, { folder, written, unchanged, deleted }: Outcome): string {
  const lines = [...written.map((file) => `  + ${file}`), ...deleted.map((file) => `  - ${file}`)];
  if (dryRun) return [`${folder}: ${written.length} to write, ${deleted.length} to delete`, ...lines, ""].join("\n");
  if (lines.length === 0) return `${folder} is up to date (${unchanged.length} files)\n`;
  const removed = deleted.length === 0 ? "" : `, ${deleted.length} deleted`;
  return `${folder}: ${written.length} files written, ${unchanged.length} unchanged${removed}\n`;
}

/** A full disk, a missing permission: the platform's own message says what and where. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}
