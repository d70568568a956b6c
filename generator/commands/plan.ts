import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Change } from "../changes/change.js";
import { isSchemaFile } from "../changes/reached-files.js";
import { findCassettes } from "../cassette/find-cassettes.js";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";
import { createManifest, type Manifest, manifestText, readManifest } from "../output/manifest.js";
import { type EmittableConfig, emitConnector, inputOf } from "./emit-connector.js";
import { outputPath } from "../output/output-path.js";
import { isUnchanged, touchManifest } from "../output/unchanged.js";
import { type Changes, planChanges, writeChanges } from "../output/write.js";

/** Where a connector goes, and what writing it there would change. */
export interface OutputPlan extends Changes {
  readonly folder: string;
  /** Everything that would be there afterwards, the manifest aside; empty when nothing had to be emitted. */
  readonly files: ReadonlyMap<string, string>;
  /** The manifest's text, when it changes. */
  readonly manifest: string | undefined;
  /** What writing would change in terms of the data, where a connector is there already. */
  readonly changes: readonly Change[];
  readonly write: () => void;
}

/** Where a connector goes and what makes it. */
export interface OutputRequest {
  readonly out: string;
  /** The path of the config file. */
  readonly config: string;
  /** The version of gen-connector. */
  readonly version: string;
  /** Whether tests are written with the connector. Default: as it was written last. */
  readonly tests?: boolean | undefined;
}

/**
 * Compares a connector with its folder; emits it only when something may differ. What is wrong with the user's modules
 * instead of a plan.
 */
export async function planOutput(
  judged: EmittableConfig,
  request: OutputRequest,
): Promise<OutputPlan | FileDiagnostics> {
  const { model } = judged;
  const folder = join(request.out, model.name);
  const old = readManifest(folder);
  const cassettes = (request.tests ?? old?.tests ?? false) ? findCassettes(request.config) : null;
  const input = inputOf(judged, request.config, cassettes);
  const modules = judged.placedModules.map(({ reference }) => join(dirname(request.config), reference.file));
  if (old !== undefined && isUnchanged(folder, old, request.version, input, modules)) {
    const unchanged = Object.keys(old.files);
    return {
      folder,
      files: new Map(),
      written: [],
      unchanged,
      deleted: [],
      edited: [],
      manifest: undefined,
      changes: [],
      write: () => undefined,
    };
  }
  const emitted = await emitConnector(judged, request.config, folder, cassettes);
  if (emitted.problems !== undefined) return emitted.problems;
  const { files } = emitted;
  const changes = planChanges(request.out, folder, files, old);
  const manifest = createManifest(request.version, input, files);
  const same = isSame(manifest, old);
  return {
    ...changes,
    folder,
    files,
    manifest: same ? undefined : manifestText(manifest),
    changes: old === undefined ? [] : await dataChanges(folder, files, changes),
    write() {
      if (same && changes.written.length === 0) touchManifest(folder);
      else writeChanges(request.out, folder, files, manifest, changes);
    },
  };
}

/** Compares the connector with what it was: the committed code itself says what the data was. */
async function dataChanges(
  folder: string,
  files: ReadonlyMap<string, string>,
  { written, unchanged, deleted }: Changes,
): Promise<readonly Change[]> {
  if (written.length + deleted.length === 0) return [];
  const own = (file: string) => !file.includes("/") || isSchemaFile(file);
  const after = new Map([...files].filter(([file]) => own(file)));
  const present = [...written, ...deleted].filter(own).flatMap((file) => presentText(folder, file));
  const kept = [...after].filter(([file]) => unchanged.includes(file));
  const before = new Map([...present, ...kept].sort(([one], [other]) => (one < other ? -1 : 1)));
  const { compareData } = await import("../changes/compare.js");
  return compareData(before, after);
}

function presentText(folder: string, file: string): readonly (readonly [string, string])[] {
  const path = outputPath(folder, file);
  return existsSync(path) ? [[file, readFileSync(path, "utf8")]] : [];
}

/** Whether the output is not what the config and this version of gen-connector make. */
export function isStale({ written, deleted, manifest }: OutputPlan): boolean {
  return written.length + deleted.length > 0 || manifest !== undefined;
}

function isSame(manifest: Manifest, old: Manifest | undefined): boolean {
  return JSON.stringify(manifest) === JSON.stringify(old);
}
