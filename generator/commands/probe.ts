import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { createRedactor } from "../../templates/http/redact.js";
import { render } from "../diagnostics/render.js";
import { emitProbe, PROBE_FILE } from "../emit/probe.js";
import type { ResourceModel, SourceModel } from "../model/model.js";
import { importConnector } from "../probe/connector.js";
import { probeResources, type ProbeResult } from "../probe/probe.js";
import { createFindPlace } from "../probe/places.js";
import { formatReport, hasErrors, type ResourceReport } from "../probe/report.js";
import { readRuntimeValues, type RuntimeValues } from "../probe/runtime-values.js";
import type { SampleOptions } from "../probe/sample.js";
import { type SchemaHint, schemaHints } from "../probe/schema-hints.js";
import { type SampleFile, writeSamples } from "../probe/write-samples.js";
import { OutputError } from "../output/output-path.js";
import type { EmittableConfig } from "./emit-connector.js";
import { judgeConfig } from "./judge.js";
import { ConfigFileError, connectorName, loadConfig } from "./load-config.js";
import type { Output } from "./output.js";
import { withTemporaryConnector } from "./temporary-connector.js";

export const PROBE_HELP = `gen-connector probe <config> [flags]

Reads the first pages of each resource with the connector of the config, loads nothing, and compares what comes with the
config and its schemas: selector, keys, types, paging, cursor. Secrets and settings come from the environment, as for run.

  --base-url URL       instead of the base URL of the config, e.g. a test server
  --resources A,B      probe only these
  --pages N            pages of a resource, of a child for each record of its parent (1)
  --parents N          records of a parent whose children are read (3)
  --openapi SPEC       OpenAPI document of the API, a file or a URL (default: client.openapi)
  --allow-ref ORIGIN   the document may refer to documents of this origin; can be given again
  --write              save inferred schemas and cassettes (the answers, without secrets) beside the config
  --json               print the findings as one JSON document on standard output
  --quiet              print errors only

Exit codes: 0 nothing that would fail or lose data, 1 something would, 2 wrong config or usage, 130 interrupted.
`;

/** The most of each that is read: a probe is a sample. */
const MOST = { pages: 100, parents: 100 };

interface Arguments {
  readonly config: string;
  readonly pages: number;
  readonly parents: number;
  readonly baseUrl: string | undefined;
  readonly resources: readonly string[] | undefined;
  readonly openapi: string | undefined;
  readonly allowRef: readonly string[];
  readonly write: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** A command line that makes no sense; the message says why. */
class WrongUsage extends Error {
  override readonly name = "WrongUsage";
}

/** `gen-connector probe config`; returns the exit code. */
export async function probeCommand(args: readonly string[], output: Output): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    output.out(PROBE_HELP);
    return 0;
  }
  try {
    return await probeConfig(readArguments(args), output);
  } catch (error) {
    if (error instanceof OutputError || isSystemError(error)) {
      output.err(`error: ${error.message}\n`);
      return 1;
    }
    if (!(error instanceof WrongUsage) && !(error instanceof ConfigFileError)) throw error;
    output.err(`error: ${error.message}\n${error instanceof WrongUsage ? "See gen-connector probe --help.\n" : ""}`);
    return 2;
  }
}

async function probeConfig(args: Arguments, output: Output): Promise<number> {
  const { config: file, openapi, allowRef } = args;
  const judged = await judgeConfig(file, connectorName(file, undefined) ?? "connector", "error", { openapi, allowRef });
  const { problems, model } = judged;
  const shown = render(problems, { color: output.color });
  if (shown !== "") output.err(shown);
  if (model === undefined) return 2;
  const resources = chooseResources(model, args.resources);
  const values = readRuntimeValues(model, resources, process.env);
  if ("missing" in values) {
    const listed = values.missing.map(({ variable, uses }) => `${variable} (${uses.join(", ")})`).join(", ");
    throw new WrongUsage(`set the environment variable${values.missing.length === 1 ? "" : "s"} ${listed}`);
  }
  const redact = createRedactor(Object.values(values.secrets));
  const interruption = interruptible();
  const { baseUrl, pages, parents } = args;
  const options = { ...values, pages, parents, ...(baseUrl === undefined ? {} : { baseUrl }) };
  try {
    const { signal } = interruption;
    const probed = await probeConnector(
      { ...judged, model },
      file,
      resources,
      { ...options, signal },
      args.quiet,
      output,
    );
    if ("code" in probed) return probed.code;
    const written = args.write ? writeBeside(file, probed.results, model, values) : undefined;
    return report(withPlaces(file, probed.results), written, args, output);
  } catch (error) {
    if (!interruption.signal.aborted) {
      if (!isUsageError(error)) throw error;
      throw new WrongUsage(redact(error.message));
    }
    output.err("interrupted\n");
    return 130;
  } finally {
    interruption.end();
  }
}

async function probeConnector(
  config: EmittableConfig,
  file: string,
  resources: readonly ResourceModel[],
  options: SampleOptions,
  quiet: boolean,
  output: Output,
): Promise<{ readonly results: readonly ProbeResult[] } | { readonly code: number }> {
  const { model } = config;
  const probed = await withTemporaryConnector(
    config,
    file,
    async (folder) => {
      const connector = await importConnector(folder, model);
      return probeResources(connector, resources, options, ({ name }) => {
        if (!quiet) output.err(`reading ${name}\n`);
      });
    },
    new Map([[PROBE_FILE, emitProbe(model)]]),
  );
  if ("result" in probed) return { results: probed.result };
  output.err(render(probed.problems, { color: output.color }));
  return { code: 2 };
}

/** What was written beside the config, and what the config lacks to use it. */
interface Written {
  readonly files: readonly SampleFile[];
  readonly hints: readonly SchemaHint[];
}

function writeBeside(
  file: string,
  results: readonly ProbeResult[],
  model: SourceModel,
  values: RuntimeValues,
): Written {
  const probed = results.flatMap((result) => result.probed ?? []);
  const files = writeSamples(dirname(file), probed, model, values);
  const { document } = loadConfig(file, "error");
  return { files, hints: document === undefined ? [] : schemaHints(file, document, files) };
}

/** The reports, each finding with its place in the config. */
function withPlaces(file: string, results: readonly ProbeResult[]): readonly ResourceReport[] {
  const { document } = loadConfig(file, "error");
  const placeOf = document && createFindPlace(file, document);
  return results.map(({ report: own }) => ({
    ...own,
    findings: own.findings.map((finding) => {
      const at = placeOf?.(own.resource, finding);
      return at === undefined ? finding : { ...finding, at };
    }),
  }));
}

function report(
  reports: readonly ResourceReport[],
  written: Written | undefined,
  { json, quiet }: Arguments,
  output: Output,
): number {
  if (json) output.out(`${JSON.stringify({ resources: reports, ...written }, null, 2)}\n`);
  else if (!quiet || hasErrors(reports)) output.err(formatReport(reports));
  if (written !== undefined && !quiet) output.err(formatWritten(written));
  return hasErrors(reports) ? 1 : 0;
}

function formatWritten({ files, hints }: Written): string {
  const states = {
    written: "written",
    unchanged: "is as it was",
    kept: "was left as it is: it is not one of ours",
    withheld: "was not written: a secret in it cannot be taken out",
  };
  const lines = files.map(({ path, state }) => `${path} ${states[state]}\n`);
  return [...lines, ...hints.map(({ place, resource, line }) => `${place} add to ${resource}: ${line}\n`)].join("");
}

function chooseResources({ resources }: SourceModel, names: readonly string[] | undefined): readonly ResourceModel[] {
  if (names === undefined) return resources;
  const unknown = names.find((name) => !resources.some((resource) => resource.name === name));
  if (unknown === undefined) return resources.filter(({ name }) => names.includes(name));
  const known = resources.map(({ name }) => name).join(", ");
  throw new WrongUsage(`--resources: there is no "${unknown}"; there are: ${known}`);
}

function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  const [config, ...others] = positionals;
  if (config === undefined || others.length > 0) throw new WrongUsage("name one config");
  const baseUrl = values["base-url"];
  if (baseUrl !== undefined && !/^https?:\/\/./.test(baseUrl)) {
    throw new WrongUsage("--base-url: an address that begins with http:// or https:// is needed");
  }
  return {
    config,
    pages: count(values.pages, "pages"),
    parents: count(values.parents, "parents"),
    baseUrl,
    resources: values.resources?.split(",").map((name) => name.trim()),
    openapi: values.openapi,
    allowRef: values["allow-ref"] ?? [],
    write: values.write ?? false,
    json: values.json ?? false,
    quiet: values.quiet ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        "base-url": { type: "string" },
        resources: { type: "string" },
        pages: { type: "string", default: "1" },
        parents: { type: "string", default: "3" },
        openapi: { type: "string" },
        "allow-ref": { type: "string", multiple: true },
        write: { type: "boolean" },
        json: { type: "boolean" },
        quiet: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
}

function count(text: string, flag: keyof typeof MOST): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MOST[flag]) return number;
  throw new WrongUsage(`--${flag}: a number from 1 to ${MOST[flag]} is needed`);
}

interface Interruption {
  readonly signal: AbortSignal;
  readonly end: () => void;
}

/** Aborted by Ctrl-C. */
function interruptible(): Interruption {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  return { signal: controller.signal, end: () => void process.off("SIGINT", interrupt).off("SIGTERM", interrupt) };
}

/** A full disk, a missing permission: the platform's own message says what and where. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}

/** The connector's own complaint about a secret or a setting. */
function isUsageError(error: unknown): error is Error {
  return error instanceof Error && error.name === "UsageError";
}
