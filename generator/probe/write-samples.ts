import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CASSETTE_FOLDER, CassetteError, cassetteText, parseCassette } from "../cassette/cassette.js";
import type { SourceModel } from "../model/model.js";
import { outputPath } from "../output/output-path.js";
import { SCHEMA_FOLDER, schemaText, shapeOfSchemaText } from "../samples/inferred-schema.js";
import { mergeShapes } from "../samples/shape.js";
import type { Probed } from "./probed.js";
import type { RuntimeValues } from "./runtime-values.js";
import { cassetteOf } from "./to-cassette.js";

/** A file of a probe beside the config. */
export interface SampleFile {
  readonly resource: string;
  readonly kind: "schema" | "cassette";
  /** From the config's folder, with `/`. */
  readonly path: string;
  /** `kept`: it is there and not ours; `withheld`: a secret in it cannot be taken out. */
  readonly state: "written" | "unchanged" | "kept" | "withheld";
}

interface PlannedFile extends SampleFile {
  readonly text: string;
}

/**
 * Writes the inferred schema and the cassette of each resource beside its config; a schema learns from the samples of
 * earlier probes, too. Files that a person wrote are left alone. All of it is written, or nothing.
 *
 * @throws OutputError where a link is in the way
 */
export function writeSamples(
  folder: string,
  probed: readonly Probed[],
  model: SourceModel,
  values: RuntimeValues,
): readonly SampleFile[] {
  const planned = probed.flatMap((one): readonly PlannedFile[] => {
    return [...planSchema(folder, one), ...planCassette(folder, one, model, values)];
  });
  const written = planned.filter(({ state }) => state === "written");
  if (written.length > 0) writeAll(folder, written);
  return planned.map(({ resource, kind, path, state }) => ({ resource, kind, path, state }));
}

function planSchema(folder: string, { sample, shape }: Probed): readonly PlannedFile[] {
  if (shape.object === undefined) return [];
  const { resource, redact } = sample;
  const path = `${SCHEMA_FOLDER}/${resource.names.file}.json`;
  const present = readIfPresent(outputPath(folder, path));
  const earlier = present === undefined ? undefined : shapeOfSchemaText(present);
  const text = redact(schemaText(earlier === undefined ? shape : mergeShapes(earlier, shape)));
  const isOurs = present === undefined || earlier !== undefined;
  return [{ resource: resource.name, kind: "schema", path, text, state: stateOf(present, text, isOurs) }];
}

function planCassette(
  folder: string,
  { sample }: Probed,
  model: SourceModel,
  values: RuntimeValues,
): readonly PlannedFile[] {
  if (sample.answers.length === 0 || sample.error !== undefined) return [];
  const { resource, redact } = sample;
  const path = `${CASSETTE_FOLDER}/${resource.names.file}.json`;
  const present = readIfPresent(outputPath(folder, path));
  const text = cassetteText(cassetteOf(sample, model, values));
  const isOurs = present === undefined || isCassette(present);
  // Each text is clean by itself; one that only shows where two stand together is not given away either.
  const state = redact(text) === text ? stateOf(present, text, isOurs) : "withheld";
  return [{ resource: resource.name, kind: "cassette", path, text, state }];
}

function stateOf(present: string | undefined, text: string, mayWrite: boolean): SampleFile["state"] {
  if (present === text) return "unchanged";
  return mayWrite ? "written" : "kept";
}

function isCassette(text: string): boolean {
  try {
    parseCassette(text);
    return true;
  } catch (error) {
    if (error instanceof CassetteError) return false;
    throw error;
  }
}

/** To a temporary folder first: a full disk leaves the old files whole. */
function writeAll(folder: string, files: readonly PlannedFile[]): void {
  const temporary = mkdtempSync(join(folder, ".gen-connector-"));
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(outputPath(temporary, path)), { recursive: true });
      writeFileSync(outputPath(temporary, path), text);
    }
    for (const { path } of files) {
      mkdirSync(dirname(outputPath(folder, path)), { recursive: true });
      renameSync(outputPath(temporary, path), outputPath(folder, path));
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function readIfPresent(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
