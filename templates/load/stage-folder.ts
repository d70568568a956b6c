import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { rowsOf } from "./duckdb-catalog.js";

/** A folder for files of staged rows, which only this user may read. */
export interface StageFolder {
  readonly path: string;
  /** Removes the folder with all that is in it. */
  readonly remove: () => void;
}

/** Behind it stand the process that made the folder, and what keeps its folders apart. */
const KIND = ".stage-";
/** Where DuckDB keeps temporary files of a database in memory: in the working directory, which may take none. */
const IN_WORKING_DIRECTORY = ".tmp";

/** The folders of this process. */
const inUse = new Set<string>();

/**
 * Makes a folder beside DuckDB's own one for temporary files, as `shop.duckdb.stage-…`: there is room for data. Where files
 * are closed to the database it is in that one, which DuckDB may read, but deletes when it is closed. What a killed process
 * left there is removed.
 */
export async function makeStageFolder(connection: DuckDBConnection): Promise<StageFolder> {
  const start = `${await placeFor(connection)}${KIND}`;
  const parent = dirname(start);
  const made = mkdirSync(parent, { recursive: true });
  const path = mkdtempSync(`${start}${process.pid}-`);
  inUse.add(path);
  removeAbandoned(parent, basename(start));
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true });
      inUse.delete(path);
      if (made !== undefined) removeIfEmpty(parent);
    },
  };
}

/** The path that names of folders begin with. */
async function placeFor(connection: DuckDBConnection): Promise<string> {
  const settings = "SELECT current_setting('temp_directory'), current_setting('enable_external_access')";
  const [[directory, isFree] = []] = await rowsOf(connection, settings);
  const temporary = String(directory);
  if (isFree !== true) return resolve(temporary, "gen-connector");
  const isElsewhere = temporary === "" || temporary === IN_WORKING_DIRECTORY;
  return isElsewhere ? join(tmpdir(), "gen-connector") : resolve(temporary).replace(/\.tmp$/, "");
}

/** Removes the folders of processes that are gone. One with this process's number was of another one before it. */
function removeAbandoned(parent: string, start: string): void {
  for (const name of readdirSync(parent)) {
    const path = join(parent, name);
    if (!name.startsWith(start) || inUse.has(path)) continue;
    const owner = Number.parseInt(name.slice(start.length), 10);
    if (owner === process.pid || !isRunning(owner)) rmSync(path, { recursive: true, force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // of another user
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something else is in it.
  }
}
