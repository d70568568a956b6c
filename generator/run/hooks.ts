import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import { compileTypeScript } from "./compile.js";
import { codeOf, isLent } from "./lent-packages.js";

/** Finds `./x.ts` for `./x.js`, as TypeScript does, and a lent package where the connector's folder has none. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const source = typescriptOf(specifier, context.parentURL);
  if (source !== undefined) return nextResolve(source, context);
  if (!isLent(specifier)) return nextResolve(specifier, context);
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    if (codeOf(error) !== "ERR_MODULE_NOT_FOUND") throw error;
    return nextResolve(specifier, { ...context, parentURL: import.meta.url });
  }
};

/** Loads every `.ts` file as an ES module, whatever the package around it says. */
export const load: LoadHook = async (url, context, nextLoad) => {
  if (!isTypeScript(url)) return nextLoad(url, context);
  const file = fileURLToPath(url);
  return { format: "module", source: await compileTypeScript(file, await readFile(file, "utf8")), shortCircuit: true };
};

/** The specifier of the TypeScript file that a TypeScript file means by a `.js` path; undefined when there is none. */
function typescriptOf(specifier: string, parentUrl: string | undefined): string | undefined {
  if (parentUrl === undefined || !isTypeScript(parentUrl)) return undefined;
  if (!/^\.{1,2}\//.test(specifier) || !specifier.endsWith(".js")) return undefined;
  if (existsSync(new URL(specifier, parentUrl))) return undefined;
  const source = `${specifier.slice(0, -".js".length)}.ts`;
  return existsSync(new URL(source, parentUrl)) ? source : undefined;
}

function isTypeScript(url: string): boolean {
  return url.startsWith("file:") && new URL(url).pathname.endsWith(".ts");
}
