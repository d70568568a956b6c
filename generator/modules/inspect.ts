import { dirname, join, resolve } from "node:path";
import type { Node, Project, SourceFile } from "ts-morph";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";
import { copiedFiles } from "../emit/copied.js";
import { type ModuleUse, sameUse, useAt } from "../emit/module-uses.js";
import type { EmittedFiles } from "../generate.js";
import type { Siblings } from "../siblings/siblings.js";
import { checkFunction } from "./check-function.js";
import { configFolderFrom } from "./config-folder.js";
import { findFunction } from "./find-function.js";
import { moduleSpecifier } from "./module-reference.js";
import type { PlacedModule } from "./modules.js";
import { createModuleProblems, type ModuleProblems } from "./problems.js";
import { createModuleProject } from "./project.js";

/** A connector that imports functions of the user's. */
export interface Inspection {
  /** The path of the config as the user typed it, and its text. */
  readonly config: string;
  readonly configText: string;
  /** The folder that the connector goes to; nothing of it need be on disk yet. */
  readonly folder: string;
  /** The path from there to the config's folder, with `/`. */
  readonly configFolder: string;
  readonly files: EmittedFiles;
  readonly uses: readonly ModuleUse[];
  /** The files beside the config. */
  readonly siblings: Siblings;
  /** Where the config names the functions. */
  readonly placed: readonly PlacedModule[];
}

/**
 * Compares the user's functions with what the connector does with them, types included, by the TypeScript compiler.
 * Problems stand at the user's own lines; a name that a module lacks stands where the config writes it. This file loads
 * the compiler: it is imported where a config names modules, and only there.
 */
export function inspectModules(inspection: Inspection): FileDiagnostics {
  const { config, configText, siblings, placed, uses } = inspection;
  const project = createModuleProject(resolve(inspection.folder), inspection.files);
  const problems = createModuleProblems(config, configText);
  for (const [index, use] of uses.entries()) {
    const declaration = findFunction({ project, config, siblings, placed, problems }, use.reference);
    if (declaration !== undefined) checkUse(use, declaration, addTypes(project, use, inspection, index), problems);
  }
  return problems.all();
}

/** A file beside the connector's that names both types: what is needed, and what the user wrote. */
function addTypes(
  project: Project,
  use: ModuleUse,
  { folder, configFolder }: Pick<Inspection, "folder" | "configFolder">,
  index: number,
): SourceFile {
  const { reference, imports, needed } = use;
  const specifier = JSON.stringify(moduleSpecifier(reference, configFolder));
  const lines = [
    imports,
    `import { ${reference.name} as written } from ${specifier};`,
    `export type Needed = ${needed};`,
    "export type Written = typeof written;",
  ];
  const path = join(resolve(folder), `gen-connector-use-${index}.ts`);
  return project.createSourceFile(path, lines.join("\n"), { overwrite: true });
}

function checkUse(use: ModuleUse, declaration: Node, types: SourceFile, problems: ModuleProblems): void {
  const needed = types.getTypeAliasOrThrow("Needed").getType();
  const written = types.getTypeAliasOrThrow("Written").getType();
  const file = declaration.getSourceFile();
  checkFunction({ use, declaration, needed, written, types, report: problems.of(file).report });
}

/** What can be told of the functions of a config that has other problems, and so no connector. */
export interface Search {
  /** The path of the config as the user typed it, and its text. */
  readonly config: string;
  readonly configText: string;
  readonly siblings: Siblings;
  readonly placed: readonly PlacedModule[];
}

/** Whether the functions are there, and fit as far as it does not depend on records or the rest of the config. */
export function findModules({ config, configText, siblings, placed }: Search): FileDiagnostics {
  const folder = resolve(dirname(config), "generated/connector");
  const roles = placed.flatMap(({ reference, place }) => useAt(place.path, reference) ?? []);
  const uses = roles.filter((use, index) => roles.findIndex((other) => sameUse(use, other)) === index);
  const helpers = copiedFiles(new Map(uses.map(({ imports }, index) => [`use-${index}.ts`, imports])));
  const project = createModuleProject(folder, helpers);
  const problems = createModuleProblems(config, configText);
  const configFolder = configFolderFrom(folder, config);
  for (const [index, use] of uses.entries()) {
    const declaration = findFunction({ project, config, siblings, placed, problems }, use.reference);
    const types = declaration && addTypes(project, use, { folder, configFolder }, index);
    if (declaration !== undefined && types !== undefined) checkUse(use, declaration, types, problems);
  }
  return problems.all();
}
