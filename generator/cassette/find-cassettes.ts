import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CASSETTE_FOLDER, CassetteError, parseCassette } from "./cassette.js";

/** A cassette beside a config. */
export interface CassetteFile {
  /** As the config names it. */
  readonly resource: string;
  /** The path from the config's folder, with `/`. */
  readonly path: string;
  /** Whether reading came to its end. */
  readonly complete: boolean;
}

/** The cassettes beside a config, sorted by path. Throws a `CassetteError` that names the file that is none. */
export function findCassettes(config: string): readonly CassetteFile[] {
  const folder = join(dirname(config), CASSETTE_FOLDER);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  return names.sort().map((name) => {
    const file = join(folder, name);
    try {
      const { resource, complete } = parseCassette(readFileSync(file, "utf8"));
      return { resource, complete, path: `${CASSETTE_FOLDER}/${name}` };
    } catch (error) {
      throw error instanceof CassetteError ? new CassetteError(`${file}: ${error.message}`) : error;
    }
  });
}
