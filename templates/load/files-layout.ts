import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isObject } from "../http/select.js";
import { LoadError } from "./errors.js";
import type { FileFormat } from "./file-format.js";

/**
 * A dataset of files: one folder for each load, named by its id, which holds the whole dataset as it is after that load:
 *
 * - `<load id>/dataset.json`: tables, columns and files
 * - `<load id>/<table>/<load id of the file>.parquet`: rows; a file that an earlier load wrote is a hard link to it
 * - `current`: a link to the folder of the newest load
 * - `.work/`: what a run is working on
 *
 * The newest folder is the dataset. It comes into being whole, by renaming it.
 */
export interface DatasetFolder {
  readonly path: string;
  readonly format: FileFormat["name"];
}

/** A table as the files of a load have it. */
export interface StoredTable {
  readonly columns: readonly StoredColumn[];
  /** Load ids that name its files. */
  readonly files: readonly string[];
}

export interface StoredColumn {
  readonly name: string;
  /** As DuckDB calls it. */
  readonly type: string;
  readonly nullable: boolean;
}

/** By name. */
export type StoredTables = ReadonlyMap<string, StoredTable>;

const LOAD_ID = /^\d{10}\.\d{6}$/;
const TABLE_NAME = /^[\p{Nd}a-z_]+$/u;
const DESCRIPTION = "dataset.json";
const WORK = ".work";
const CURRENT = "current";
/** What `dataset.json` looks like. */
const LAYOUT = 1;
/** Folders that are kept, the newest one included: readers may be at an earlier one. */
const KEPT_LOADS = 7;

export function workFolder({ path }: DatasetFolder): string {
  return join(path, WORK);
}

/** The folder that becomes that of a load. */
function nextFolder(folder: DatasetFolder): string {
  return join(workFolder(folder), "next");
}

/** The path of a file in the folder of a load, or in the one that becomes it. Names that lead elsewhere are refused. */
function filePath(loadFolder: string, { format }: DatasetFolder, table: string, file: string): string {
  if (!TABLE_NAME.test(table) || !LOAD_ID.test(file))
    throw new LoadError(`${table}/${file} names no file of a dataset`);
  return join(loadFolder, table, `${file}.${format}`);
}

/** The ids of the loads, the newest one last. */
async function loadsOf({ path }: DatasetFolder): Promise<readonly string[]> {
  return (await readdir(path)).filter((name) => LOAD_ID.test(name)).sort();
}

/** Makes the folders where they are missing. */
export async function prepareFolder(folder: DatasetFolder): Promise<void> {
  await mkdir(workFolder(folder), { recursive: true });
}

/** The newest load, and the tables as they are after it; undefined when there is none. */
export async function readNewest(
  folder: DatasetFolder,
): Promise<{ readonly loadId: string; readonly tables: StoredTables } | undefined> {
  const loadId = (await loadsOf(folder)).at(-1);
  if (loadId === undefined) return undefined;
  const file = join(folder.path, loadId, DESCRIPTION);
  const tables = parseDescription(await readFile(file, "utf8"), folder.format);
  if (typeof tables === "string") throw new LoadError(`${file}: ${tables}`);
  return { loadId, tables };
}

/** The tables, or what is wrong. */
function parseDescription(text: string, format: string): StoredTables | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "is no JSON";
  }
  if (!isObject(value) || value["layout"] !== LAYOUT || !isObject(value["tables"])) {
    return `is no description of layout ${LAYOUT}`;
  }
  if (value["format"] !== format) {
    return `the dataset is of ${String(value["format"])} files, not of ${format} files: name another dataset or folder`;
  }
  const tables = new Map<string, StoredTable>();
  for (const [name, table] of Object.entries(value["tables"])) {
    if (!isStoredTable(table)) return `table ${name} is not described`;
    tables.set(name, table);
  }
  return tables;
}

function isStoredTable(value: unknown): value is StoredTable {
  if (!isObject(value) || !Array.isArray(value["columns"]) || !Array.isArray(value["files"])) return false;
  return value["files"].every((file) => typeof file === "string") && value["columns"].every(isStoredColumn);
}

function isStoredColumn(value: unknown): value is StoredColumn {
  return (
    isObject(value) &&
    typeof value["name"] === "string" &&
    typeof value["type"] === "string" &&
    typeof value["nullable"] === "boolean"
  );
}

/** The paths of a table's files in the folder of a load. */
export function filesIn(folder: DatasetFolder, loadId: string, table: string, { files }: StoredTable): string[] {
  return files.map((file) => filePath(join(folder.path, loadId), folder, table, file));
}

/** Starts the folder of a load anew. */
export async function startNext(folder: DatasetFolder): Promise<void> {
  await rm(nextFolder(folder), { recursive: true, force: true });
  await mkdir(nextFolder(folder));
}

/** Where a new file of a table goes in the folder of a load that was started. */
export async function pathInNext(folder: DatasetFolder, table: string, file: string): Promise<string> {
  const path = filePath(nextFolder(folder), folder, table, file);
  await mkdir(join(path, ".."), { recursive: true });
  return path;
}

/** Takes files of an earlier load into the folder that was started. */
export async function keepFiles(
  folder: DatasetFolder,
  loadId: string,
  table: string,
  files: readonly string[],
): Promise<void> {
  for (const file of files) {
    const from = filePath(join(folder.path, loadId), folder, table, file);
    const to = await pathInNext(folder, table, file);
    // Files are never changed once they are written; not every file system has links.
    await link(from, to).catch(() => copyFile(from, to));
  }
}

export async function describeNext(folder: DatasetFolder, tables: StoredTables): Promise<void> {
  const description = { layout: LAYOUT, format: folder.format, tables: Object.fromEntries(tables) };
  const path = join(nextFolder(folder), DESCRIPTION);
  await writeFile(path, `${JSON.stringify(description, null, 2)}\n`);
  await sync(path);
}

/** Writes a file, or the entries of a folder, through to the disk. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the folder that was started the newest one: the instant at which a load becomes visible. */
export async function publishNext(folder: DatasetFolder, loadId: string): Promise<void> {
  if (!LOAD_ID.test(loadId)) throw new TypeError(`${loadId} names no load`);
  await rename(nextFolder(folder), join(folder.path, loadId));
}

/**
 * Points `current` to the newest load, and deletes folders of loads long past. Whatever fails here is done by the next run:
 * the load is visible already.
 */
export async function tidyUp(folder: DatasetFolder): Promise<void> {
  try {
    const loads = await loadsOf(folder);
    const newest = loads.at(-1);
    if (newest === undefined) return;
    const fresh = join(workFolder(folder), CURRENT);
    await rm(fresh, { force: true });
    await symlink(newest, fresh, "dir");
    await rename(fresh, join(folder.path, CURRENT));
    for (const old of loads.slice(0, -KEPT_LOADS)) await rm(join(folder.path, old), { recursive: true });
    await sync(folder.path);
  } catch {
    // Such as a file system without links.
  }
}
