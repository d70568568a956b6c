import { existsSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { parseArgs } from "node:util";
import { validateConfig } from "../config/validate.js";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";
import { indexLines } from "../diagnostics/lines.js";
import { render } from "../diagnostics/render.js";
import { importAirbyte, type ImportedManifest } from "../import/airbyte/import-airbyte.js";
import { readConfig } from "../read/read.js";
import { ConfigFileError, readConfigText } from "./load-config.js";
import type { Output } from "./output.js";

export const IMPORT_HELP = `gen-connector import airbyte <manifest.yaml> [flags]

Turns an Airbyte low-code manifest into a config. What a config cannot express is listed with its place.

  --out FILE   the config to write, as .json or .yaml; without it, it is printed as JSON
  --force      write over a file that exists
  --json       print the result as one JSON document on standard output

Exit codes: 0 done, also with things to add by hand; 2 not a manifest, or wrong usage.
`;

interface Flags {
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `gen-connector import airbyte manifest.yaml`; returns the exit code. */
export async function importCommand(args: readonly string[], output: Output): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    output.out(IMPORT_HELP);
    return 0;
  }
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { out: { type: "string" }, force: { type: "boolean" }, json: { type: "boolean" } },
    });
  } catch (error) {
    return refuse(output, error instanceof Error ? error.message : String(error));
  }
  const { positionals, values } = parsed;
  const [kind, file, ...others] = positionals;
  if (kind !== "airbyte") return refuse(output, `name what to import: airbyte${kind ? `, not ${kind}` : ""}`);
  if (file === undefined || others.length > 0) return refuse(output, "name one manifest");
  return importManifest(file, values, output);
}

async function importManifest(file: string, flags: Flags, output: Output): Promise<number> {
  let text: string;
  try {
    text = readConfigText(file);
  } catch (error) {
    if (error instanceof ConfigFileError) return refuse(output, error.message);
    throw error;
  }
  const { document, diagnostics } = readConfig(file, text);
  const problems: FileDiagnostics = { file, text, diagnostics };
  const imported = document && importAirbyte(document.root, (path) => fileBeside(dirname(file), path));
  if (imported === undefined) {
    if (diagnostics.length > 0) output.err(render(problems, { color: output.color }));
    return refuse(output, `${file} is no manifest of Airbyte's low-code connectors: it has no streams`);
  }
  const { out } = flags;
  if (out !== undefined && existsSync(out) && flags.force !== true) {
    return refuse(output, `${out} exists: --force writes over it`);
  }
  const config = await print(imported, out);
  if (out !== undefined) writeFileSync(out, config);
  tell(file, text, imported, { ...flags, config }, output);
  return 0;
}

/** The text of a file in a folder, links followed; undefined where there is none, or where it cannot be read. */
function fileBeside(folder: string, path: string): string | undefined {
  try {
    const [inside, found] = [realpathSync(folder) + sep, realpathSync(join(folder, path))];
    return found.startsWith(inside) ? readConfigText(found) : undefined;
  } catch {
    return undefined;
  }
}

function tell(
  file: string,
  text: string,
  { config, findings }: ImportedManifest,
  { out, json, config: printed }: Flags & { readonly config: string },
  output: Output,
): void {
  const lines = indexLines(text);
  if (json === true) {
    const places = findings.map(({ span, message }) => ({ ...lines.position(span.start), message }));
    output.out(`${JSON.stringify({ out: out ?? null, config, findings: places }, null, 2)}\n`);
    return;
  }
  const diagnostics = findings.map(({ span, message }) => ({
    ...({ kind: "import", severity: "warning", span, path: "", message, hints: [] } as const),
  }));
  if (findings.length > 0) output.err(`${render({ file, text, diagnostics }, { color: output.color })}\n`);
  const own = remaining(out ?? "config.json", printed);
  if (own.diagnostics.length > 0) output.err(render(own, { color: output.color }));
  if (out === undefined) output.out(printed);
  else output.err(`${out} was written; next: gen-connector ${out} --dry-run\n`);
}

/** What has still to be mended by hand in the config itself. */
function remaining(file: string, text: string): FileDiagnostics {
  const { document, diagnostics } = readConfig(file, text);
  const more = document === undefined ? [] : validateConfig(document, { notEmitted: "warning" });
  return { file, text, diagnostics: [...diagnostics, ...more] };
}

async function print({ config }: ImportedManifest, out: string | undefined): Promise<string> {
  if (out === undefined || !/\.ya?ml$/i.test(out)) return `${JSON.stringify(config, null, 2)}\n`;
  const { stringify } = await import("yaml");
  return stringify(config, { aliasDuplicateObjects: false, lineWidth: 0 });
}

function refuse(output: Output, message: string): number {
  output.err(`error: ${message}\n\n${IMPORT_HELP}`);
  return 2;
}
