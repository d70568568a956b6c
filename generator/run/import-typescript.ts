import { register } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { lendToRequire } from "./lent-packages.js";

let registered = false;

/**
 * Imports a TypeScript file of a connector folder, and whatever TypeScript it imports, without a build. The folder may
 * lie anywhere: in no package, in a CommonJS one, in one without the destination's driver (then this installation's own
 * driver is used). Stacks of errors show the lines of the TypeScript files. Types are not checked.
 *
 * Fails as `import()` does when a file is missing; the message about one that cannot be parsed starts with
 * `file:line:column:`.
 */
export async function importTypeScript(file: string): Promise<unknown> {
  if (!registered) {
    // Hooks that run beside the main thread exist from Node 20.6 on; the in-thread ones only from 22.15 on.
    register(new URL("./hooks.js", import.meta.url));
    lendToRequire();
    process.setSourceMapsEnabled(true);
    registered = true;
  }
  const module: unknown = await import(pathToFileURL(resolve(file)).href);
  return module;
}
