import { join } from "node:path";
import { ModuleKind, ModuleResolutionKind, Project, ScriptTarget } from "ts-morph";
import type { EmittedFiles } from "../generate.js";

/**
 * The compiler, with an emitted connector in its folder as if it were on disk. No tsconfig.json is read: the functions
 * are judged alike wherever they lie.
 */
export function createModuleProject(folder: string, files: EmittedFiles): Project {
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    compilerOptions: {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      target: ScriptTarget.ES2023,
      // URL and Headers are the same in Node.
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
      module: ModuleKind.NodeNext,
      moduleResolution: ModuleResolutionKind.NodeNext,
      allowJs: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
    },
  });
  for (const [path, text] of files) project.createSourceFile(join(folder, path), text, { overwrite: true });
  return project;
}
