import { basename } from "node:path";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";
import type { EmittedFiles } from "../generate.js";
import type { Spec } from "../openapi/spec.js";
import type { SourceModel } from "../model/model.js";
import { configFolderFrom } from "../modules/config-folder.js";
import type { ConnectorInput } from "../output/manifest.js";
import { hasErrors, type JudgedConfig } from "./judge.js";

/** A config without errors. */
export type EmittableConfig = JudgedConfig & { readonly model: SourceModel };

export type EmittedConnector =
  | { readonly files: EmittedFiles; readonly problems?: undefined }
  /** The user's modules do not fit. */
  | { readonly problems: FileDiagnostics };

/** Emits the connector of a config for a folder, and inspects the modules that it imports from beside the config. */
export async function emitConnector(
  { model, text, siblings, placedModules }: EmittableConfig,
  config: string,
  folder: string,
  cassettes: ConnectorInput["cassettes"] = null,
): Promise<EmittedConnector> {
  const { generate } = await import("../generate.js");
  const configFolder = configFolderFrom(folder, config);
  const files = await generate(model, configFolder, cassettes);
  if (placedModules.length === 0) return { files };
  const { moduleUses } = await import("../emit/module-uses.js");
  const { inspectModules } = await import("../modules/inspect.js");
  const uses = moduleUses(model, configFolder);
  const problems = inspectModules({
    config,
    configText: text,
    folder,
    configFolder,
    files,
    uses,
    siblings,
    placed: placedModules,
  });
  return hasErrors(problems) ? { problems } : { files };
}

/** What the connector of a config is made from, for its manifest. */
export function inputOf(
  { model, text, siblings, spec }: EmittableConfig,
  config: string,
  cassettes: ConnectorInput["cassettes"] = null,
): ConnectorInput {
  const schemas = [...siblings.files("schema"), ...specFiles(spec)];
  return { destinations: model.destinations, configFile: basename(config), configText: text, schemas, cassettes };
}

/** What the spec holds, without where it lies: another folder, or the same file on a server, makes the same connector. */
function specFiles(spec: Spec | undefined): ConnectorInput["schemas"] {
  if (spec === undefined) return [];
  return Array.from(spec.files, ([path, value]) => ({ path: basename(path), text: JSON.stringify(value) }));
}
