import { basename } from "node:path";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";
import type { SourceModel } from "../model/model.js";
import { resolveSource } from "../model/resolve.js";
import type { PlacedModule } from "../modules/modules.js";
import { createSiblings, type Siblings } from "../siblings/siblings.js";
import { loadConfig } from "./load-config.js";

/** A config that was read, and what can be made of it. */
export interface JudgedConfig {
  /** The text as it is on disk. */
  readonly text: string;
  readonly problems: FileDiagnostics;
  /** Undefined when there is nothing that could be emitted: then `problems` says why. */
  readonly model: SourceModel | undefined;
  /** The files that the config refers to, as far as they were read. */
  readonly siblings: Siblings;
  /** Where the config names functions of the user's. */
  readonly placedModules: readonly PlacedModule[];
}

/** Reads and judges a config and resolves its model; throws a `ConfigFileError` when the file cannot be opened. */
export function judgeConfig(file: string, name: string, notYet: "error" | "warning"): JudgedConfig {
  const { text, document, problems } = loadConfig(file, notYet);
  const later = problems.diagnostics.some(({ blocksEmission }) => blocksEmission === true);
  const siblings = createSiblings(file);
  if (document === undefined || later || hasErrors(problems)) {
    return { text, problems, model: undefined, siblings, placedModules: [] };
  }
  const { model, diagnostics, schemaProblems, placedModules } = resolveSource(document, name, basename(file), siblings);
  const all = { ...problems, diagnostics: [...problems.diagnostics, ...diagnostics], beside: schemaProblems };
  return { text, problems: all, model: hasErrors(all) ? undefined : model, siblings, placedModules };
}

export function hasErrors({ diagnostics, beside = [] }: FileDiagnostics): boolean {
  return diagnostics.some(({ severity }) => severity === "error") || beside.some(hasErrors);
}
