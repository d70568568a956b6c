import { fileURLToPath } from "node:url";

/** The absolute path of something in the checkout, e.g. `fixtures/oracle`; tests run from dist/test/<folder>/. */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

/** The built command line, which `bin` in package.json names. */
export const commandLine = projectPath("dist/generator/cli.js");
