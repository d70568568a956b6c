import { basename, dirname, join } from "node:path";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";
import type { DestinationName, SourceModel } from "../model/model.js";
import { readSpec } from "../openapi/read-spec.js";
import { type Spec, SpecError } from "../openapi/spec.js";
import { text as textOf } from "../config/reader.js";
import { type ConfigDocument, entryOf, valueOf } from "../read/document.js";
import { effectiveResources } from "../config/resources.js";
import { createCheck } from "../config/check/check.js";
import { checkAgainst } from "../config/check/shape.js";
import { CONFIG } from "../config/schema/config.js";
import { createCollector, sortByPlace } from "../diagnostics/collector.js";
import { resolveSource } from "../model/resolve.js";
import { createSchemaDocuments } from "../types/schema-document.js";
import { readSchema } from "../types/read-schema.js";
import { createModules, type PlacedModule } from "../modules/modules.js";
import { createSiblings, type Siblings } from "../siblings/siblings.js";
import { loadConfig } from "./load-config.js";

/** What the command line decides beside the config. */
export interface ConnectorChoice {
  /** Where the connector loads. Default: DuckDB. */
  readonly destinations?: readonly DestinationName[] | undefined;
  /** A path or a URL; wins over `client.openapi`. */
  readonly openapi?: string | undefined;
  /** Origins that the document may refer to. */
  readonly allowRef?: readonly string[] | undefined;
}

/** A config that was read, and what can be made of it. */
export interface JudgedConfig {
  /** The text as it is on disk. */
  readonly text: string;
  readonly problems: FileDiagnostics;
  /** Undefined when there is nothing that could be emitted: then `problems` says why. */
  readonly model: SourceModel | undefined;
  /** The files that the config refers to, as far as they were read. */
  readonly siblings: Siblings;
  /** The OpenAPI document of the API; undefined without one. */
  readonly spec: Spec | undefined;
  /** Where the config names functions of the user's. */
  readonly placedModules: readonly PlacedModule[];
}

/** Reads and judges a config and resolves its model; throws a `ConfigFileError` when the file cannot be opened. */
export async function judgeConfig(
  file: string,
  name: string,
  notEmitted: "error" | "warning",
  choice: ConnectorChoice = {},
): Promise<JudgedConfig> {
  const { text, document, problems } = loadConfig(file, notEmitted);
  const later = problems.diagnostics.some(({ blocksEmission }) => blocksEmission === true);
  const siblings = createSiblings(file);
  const broken = { text, model: undefined, siblings, spec: undefined, placedModules: [] };
  if (document === undefined) return { ...broken, problems };
  const opened = await openSpec(document, file, choice);
  const [spec, unread] = opened !== undefined && "diagnostics" in opened ? [undefined, opened] : [opened, undefined];
  if (later || hasErrors(problems) || unread !== undefined) {
    const found = merged(
      problems,
      { ...problems, diagnostics: unread?.diagnostics ?? [] },
      schemaProblemsOf(document, problems, siblings),
    );
    return { ...broken, spec, problems: await withModuleProblems(document, found, siblings) };
  }
  const { model, diagnostics, schemaProblems, placedModules } = resolveSource(
    document,
    name,
    basename(file),
    siblings,
    choice.destinations,
    spec,
  );
  const all = merged(problems, { ...problems, diagnostics, beside: schemaProblems });
  if (hasErrors(all)) return { ...broken, spec, problems: await withModuleProblems(document, all, siblings) };
  return { text, problems: all, model, siblings, spec, placedModules };
}

/** What is wrong with the schemas of a config that has other problems, so that all of them are told in one run. */
function schemaProblemsOf(document: ConfigDocument, problems: FileDiagnostics, siblings: Siblings): FileDiagnostics {
  const collector = createCollector("error");
  const schemas = createSchemaDocuments(createCheck(document, collector), siblings);
  for (const { node } of effectiveResources(document)) {
    const schema = valueOf(node, "schema");
    if (schema?.kind !== "map" && schema?.kind !== "string") continue;
    const source = schemas.open(schema);
    if (source !== undefined) readSchema(source, { typeName: "Row", isTaken: () => false, renamed: (name) => name });
  }
  return { ...problems, diagnostics: collector.sorted(), beside: schemas.problems() };
}

/** The same for the user's functions; whether they fit is told by a config that means something. */
async function withModuleProblems(
  document: ConfigDocument,
  problems: FileDiagnostics,
  siblings: Siblings,
): Promise<FileDiagnostics> {
  const check = createCheck(document, createCollector("error"));
  checkAgainst(check, document.root, CONFIG);
  if (check.functions.length === 0) return problems;
  const modules = createModules(check, siblings);
  check.functions.forEach(modules.reference);
  const { findModules } = await import("../modules/inspect.js");
  const { file: config, text: configText } = problems;
  return merged(problems, findModules({ config, configText, siblings, placed: modules.placed() }));
}

/** The problems of one file from several judges. */
function merged(first: FileDiagnostics, ...others: readonly FileDiagnostics[]): FileDiagnostics {
  const all = [first, ...others];
  const diagnostics = sortByPlace(all.flatMap((part) => part.diagnostics));
  return { ...first, diagnostics, beside: all.flatMap(({ beside = [] }) => beside) };
}

/** The OpenAPI document of a config; what is wrong with it instead, at the place that names it. */
async function openSpec(
  document: ConfigDocument,
  file: string,
  { openapi, allowRef = [] }: ConnectorChoice,
): Promise<Spec | Pick<FileDiagnostics, "diagnostics"> | undefined> {
  const client = valueOf(document.root, "client");
  const written = textOf(client, "openapi");
  if (openapi === undefined && written === undefined) return undefined;
  const isUrl = written !== undefined && /^https?:/i.test(written);
  const place = openapi ?? (isUrl ? written : join(dirname(file), written ?? ""));
  try {
    return await readSpec(place, { allowedOrigins: allowRef });
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const collector = createCollector("error");
    const { at } = createCheck(document, collector);
    const entry = openapi === undefined ? entryOf(client, "openapi") : undefined;
    const where = entry === undefined ? { span: { start: 0, end: 0 }, path: "" } : at.node(entry.value);
    collector.report("spec-unreadable", where, { problem: error.message });
    return { diagnostics: collector.sorted() };
  }
}

export function hasErrors({ diagnostics, beside = [] }: FileDiagnostics): boolean {
  return diagnostics.some(({ severity }) => severity === "error") || beside.some(hasErrors);
}
