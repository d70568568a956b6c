import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

/** The strictest options a user's project may have. `preserve` reads every file as an ES module, as `run` and tsx do. */
const OPTIONS = {
  module: "preserve",
  target: "es2023",
  lib: ["es2023"],
  types: ["node"],
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitReturns: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
};

/** Packages whose types a connector needs, and gen-connector lends where the connector's folder finds none. */
const LENT_TYPES: readonly string[] = ["@duckdb/node-api", "@types/pg", "@types/pg-copy-streams"];

/** The compiler options for a connector's folder, with the types that it finds nowhere else. */
export function compilerOptions(folder: string): object {
  const nodeTypes = installed(folder, "@types/node") ?? ownPackage("@types/node");
  const lent = LENT_TYPES.filter((name) => installed(folder, name) === undefined);
  const paths = Object.fromEntries(lent.map((name) => [name.replace("@types/", ""), [ownPackage(name)]]));
  return { ...OPTIONS, typeRoots: [dirname(nodeTypes)], ...(lent.length > 0 && { paths }) };
}

/** The folder of a package that files in `folder` find, as Node looks for it. */
function installed(folder: string, name: string): string | undefined {
  let from = resolve(folder);
  for (;;) {
    const found = join(from, "node_modules", name);
    if (existsSync(found)) return found;
    const parent = dirname(from);
    if (parent === from) return undefined;
    from = parent;
  }
}

/** The folder of a package that gen-connector itself depends on. */
export function ownPackage(name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}
