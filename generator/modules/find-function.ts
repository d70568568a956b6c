import { dirname, join, resolve } from "node:path";
import type { Node, Project, SourceFile } from "ts-morph";
import type { Siblings } from "../siblings/siblings.js";
import type { ModuleReference } from "./module-reference.js";
import type { PlacedModule } from "./modules.js";
import type { ModuleProblems } from "./problems.js";

/** Where the functions of a config are looked for. */
export interface ModuleSearch {
  readonly project: Project;
  /** The path of the config. */
  readonly config: string;
  readonly siblings: Siblings;
  /** Where the config names the functions. */
  readonly placed: readonly PlacedModule[];
  readonly problems: ModuleProblems;
}

/** The declaration that a reference leads to. Undefined after a report: no file, no TypeScript, or no such export. */
export function findFunction(search: ModuleSearch, reference: ModuleReference): Node | undefined {
  const { project, config, siblings, problems } = search;
  const found = siblings.read(reference.file, "module");
  if (found.kind !== "file") {
    for (const { place } of placesOf(search, reference)) {
      if (found.kind === "unreadable") {
        problems.config.report("file-unreadable", place, { file: found.shown, problem: found.problem });
      } else {
        const file = found.kind === "missing" ? found.shown : reference.file;
        problems.config.report("module-missing", place, { file });
      }
    }
    return undefined;
  }
  const module = project.addSourceFileAtPath(join(dirname(resolve(config)), reference.file));
  if (reportSyntax(project, module, problems)) return undefined;
  const declaration = module.getExportedDeclarations().get(reference.name)?.[0];
  if (declaration === undefined) reportMissing(search, module, reference);
  return declaration;
}

function placesOf({ placed }: ModuleSearch, { file, name }: ModuleReference): readonly PlacedModule[] {
  return placed.filter(({ reference }) => reference.file === file && reference.name === name);
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

function reportMissing(search: ModuleSearch, module: SourceFile, reference: ModuleReference): void {
  const exported = [...module.getExportedDeclarations().keys()].filter((name) => name !== "default");
  for (const { place } of placesOf(search, reference)) {
    const found = { file: search.problems.shown(module), name: reference.name, exported };
    search.problems.config.report("module-export", place, found);
  }
}
