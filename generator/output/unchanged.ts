import { readFileSync, readdirSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configHash, type ConnectorInput, MANIFEST, type Manifest, sha256 } from "./manifest.js";
import { outputPath } from "./output-path.js";

/** The root of the package: this file is compiled to `dist/generator/output/`. */
const PACKAGE = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Whether a connector is what this generator made from this config text, so that nothing needs to be emitted: the same
 * version, the same text, no file edited or missing, and neither the generator itself built nor one of the user's
 * `modules` edited since.
 */
export function isUnchanged(
  folder: string,
  manifest: Manifest,
  version: string,
  input: ConnectorInput,
  modules: readonly string[],
): boolean {
  if (manifest.generator !== version || manifest.config !== configHash(input)) return false;
  const written = statSync(join(folder, MANIFEST)).mtimeMs;
  if (newestOwnFile() > written || modules.some((file) => lastChange(file) > written)) return false;
  try {
    return Object.entries(manifest.files).every(([file, hash]) => {
      return sha256(readFileSync(outputPath(folder, file), "utf8")) === hash;
    });
  } catch {
    return false;
  }
}

/** A file that is not there has changed: that is looked into. */
function lastChange(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
}

/** Notes that the output was found to be up to date, for the next run. */
export function touchManifest(folder: string): void {
  const now = new Date();
  utimesSync(join(folder, MANIFEST), now, now);
}

/** When the generator was last built or its templates changed: matters to those who work on it. */
function newestOwnFile(): number {
  let newest = 0;
  for (const folder of ["dist/generator", "templates"]) {
    for (const entry of readdirSync(join(PACKAGE, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
    }
  }
  return newest;
}
