import { basename } from "node:path";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";
import type { SourceModel } from "../model/model.js";
import { resolveSource } from "../model/resolve.js";
import { loadConfig } from "./load-config.js";

/** A config that was read, and what can be made of it. */
export interface JudgedConfig {
  /** The text as it is on disk. */
  readonly text: string;
  readonly problems: FileDiagnostics;
  /** Undefined when there is nothing that could be emitted: then `problems` says why. */
  readonly model: SourceModel | undefined;
}

/** Reads and judges a config and resolves its model; throws a `ConfigFileError` when the file cannot be opened. */
export function judgeConfig(file: string, name: string, notYet: "error" | "warning"): JudgedConfig {
  const { text, document, problems } = loadConfig(file, notYet);
  const later = problems.diagnostics.some(({ blocksEmission }) => blocksEmission === true);
  if (document === undefined || later || hasErrors(problems)) return { text, problems, model: undefined };
  const { model, diagnostics } = resolveSource(document, name, basename(file));
  const all = { ...problems, diagnostics: [...problems.diagnostics, ...diagnostics] };
  return { text, problems: all, model: hasErrors(all) ? undefined : model };
}

export function hasErrors({ diagnostics }: FileDiagnostics): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}
