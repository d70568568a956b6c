import { dirname, join, resolve } from "node:path";
import type { Node, Project, SourceFile } from "ts-morph";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";
import type { ModuleUse } from "../emit/module-uses.js";
import type { EmittedFiles } from "../generate.js";
import { checkFunction } from "./check-function.js";
import { type ModuleReference, moduleSpecifier } from "./module-reference.js";
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
  /** Where the config names the functions. */
  readonly placed: readonly PlacedModule[];
}

/**
 * Compares the user's functions with what the connector does with them, types included, by the TypeScript compiler.
 * Problems stand at the user's own lines; a name that a module lacks stands where the config writes it. This file loads
 * the compiler: it is imported where a config names modules, and only there.
 */
export function inspectModules(inspection: Inspection): FileDiagnostics {
  const { config, configText, uses } = inspection;
  const project = createModuleProject(resolve(inspection.folder), inspection.files);
  const problems = createModuleProblems(config, configText);
  for (const [index, use] of uses.entries()) {
    const module = project.addSourceFileAtPath(join(dirname(resolve(config)), use.reference.file));
    if (reportSyntax(project, module, problems)) continue;
    const declaration = module.getExportedDeclarations().get(use.reference.name)?.[0];
    if (declaration === undefined) reportMissing(module, use.reference, inspection, problems);
    else checkUse(use, declaration, addTypes(project, use, inspection, index), problems);
  }
  return problems.all();
}

function reportSyntax(project: Project, module: SourceFile, problems: ModuleProblems): boolean {
  const [first] = project.getProgram().getSyntacticDiagnostics(module);
  if (first === undefined) return false;
  const text = first.getMessageText();
  const problem = typeof text === "string" ? text : text.getMessageText();
  const span = { start: first.getStart(), end: first.getStart() + first.getLength() };
  problems.of(module).report("module-syntax", { span, path: "" }, { problem: problem.replace(/\.$/, "") });
  return true;
}

function reportMissing(
  module: SourceFile,
  reference: ModuleReference,
  { placed }: Inspection,
  problems: ModuleProblems,
): void {
  const exported = [...module.getExportedDeclarations().keys()].filter((name) => name !== "default");
  for (const { reference: written, place } of placed) {
    if (written.file !== reference.file || written.name !== reference.name) continue;
    const found = { file: problems.shown(module), name: reference.name, exported };
    problems.config.report("module-export", place, found);
  }
}

/** A file beside the connector's that names both types: what is needed, and what the user wrote. */
function addTypes(project: Project, use: ModuleUse, { folder, configFolder }: Inspection, index: number): SourceFile {
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
