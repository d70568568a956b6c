import { createRequire } from "node:module";
import { join } from "node:path";
import { LoadError } from "./errors.js";

type Driver = typeof import("@duckdb/node-api");

const NAME = "@duckdb/node-api";

/**
 * DuckDB's driver, loaded when a database is first opened. It is required since `import` reads all of its CommonJS files
 * for the names that they export, which takes 0.1 s.
 *
 * @throws LoadError when it is not installed
 */
export function loadDriver(): Driver {
  // A bundler that makes a CommonJS file knows no URL.
  const from: string | undefined = import.meta.url;
  const requireFrom = createRequire(from ?? join(process.cwd(), "index.js"));
  try {
    requireFrom.resolve(NAME);
  } catch (cause) {
    throw new LoadError(`${NAME} is not installed here: npm install ${NAME}`, { cause });
  }
  return requireFrom(NAME) as Driver;
}
