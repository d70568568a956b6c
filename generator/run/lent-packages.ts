import { createRequire, Module } from "node:module";

/** Packages that a connector needs and gen-connector brings: drivers of destinations. */
const LENT_PACKAGES: readonly string[] = ["@duckdb/node-api", "pg", "pg-copy-streams"];

export function isLent(specifier: string): boolean {
  return LENT_PACKAGES.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

/** How `require` finds a file; not documented, but what tools that hook into it have relied on since Node 0.x. */
interface Resolver {
  _resolveFilename: (specifier: string, ...rest: readonly unknown[]) => string;
}

/** Lets `require` find a lent package where whoever asks for it has none. */
export function lendToRequire(): void {
  const resolver = Module as unknown as Resolver;
  const find = resolver._resolveFilename;
  const own = createRequire(import.meta.url);
  let isOwn = false;
  resolver._resolveFilename = (specifier, ...rest) => {
    try {
      return find.call(Module, specifier, ...rest);
    } catch (error) {
      if (isOwn || !isLent(specifier) || codeOf(error) !== "MODULE_NOT_FOUND") throw error;
      isOwn = true;
      try {
        return own.resolve(specifier);
      } finally {
        isOwn = false;
      }
    }
  };
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
