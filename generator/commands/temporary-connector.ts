import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emitConnector, inputOf, type EmittableConfig } from "./emit-connector.js";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";
import { copiedFiles } from "../emit/copied.js";
import { createManifest } from "../output/manifest.js";
import { planChanges, writeChanges } from "../output/write.js";

/**
 * Emits a connector to a temporary folder that is gone when `use` has ended. `extra` are more files for it, by name. The
 * problems of the user's modules instead, where they do not fit.
 */
export async function withTemporaryConnector<Result>(
  config: EmittableConfig,
  file: string,
  use: (folder: string) => Promise<Result>,
  extra: ReadonlyMap<string, string> = new Map(),
): Promise<{ readonly result: Result } | { readonly problems: FileDiagnostics }> {
  const out = mkdtempSync(join(tmpdir(), "gen-connector-"));
  try {
    const folder = join(out, config.model.name);
    const emitted = await emitConnector(config, file, folder);
    if (emitted.problems !== undefined) return emitted;
    const files = new Map([...emitted.files, ...extra, ...copiedFiles(extra)]);
    const changes = planChanges(out, folder, files, undefined);
    writeChanges(out, folder, files, createManifest("", inputOf(config, file), files), changes);
    return { result: await use(folder) };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
