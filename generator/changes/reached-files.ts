import { posix } from "node:path";

/** What a file imports: emitted imports stand in one block, and name a module in their last line. */
const IMPORT = /^(?:import [^;]*|\}) from "(\.\.?\/[^"]+)\.js";$/gm;

/** Whether a file holds types that resources share. */
export function isSchemaFile(file: string): boolean {
  return file.startsWith("schemas/");
}

/** A file, and those in `schemas/` that it leads to, in the order of their names. */
export type Reach = (file: string) => readonly string[];

export function createReach(files: ReadonlyMap<string, string>): Reach {
  const imports = new Map<string, readonly string[]>();
  const importsOf = (file: string): readonly string[] => {
    const known = imports.get(file);
    if (known !== undefined) return known;
    const [head = ""] = (files.get(file) ?? "").split("\n\n", 1);
    const modules = Array.from(head.matchAll(IMPORT), ([, module = ""]) => module);
    const found = modules
      .map((module) => `${posix.join(posix.dirname(file), module)}.ts`)
      .filter((imported) => isSchemaFile(imported) && files.has(imported));
    imports.set(file, found);
    return found;
  };
  return (file) => {
    const reached = new Set([file]);
    // What is added while it is gone through follows.
    for (const one of reached) for (const imported of importsOf(one)) reached.add(imported);
    return [...reached].sort();
  };
}
