import { fstatSync, readdirSync, statSync, type BigIntStats } from "node:fs";
import { resolve } from "node:path";
import { LoadError } from "./errors.js";

/** The open files of this process, where the system shows them. Windows itself refuses to open a database file twice. */
const OPEN_FILES = "/dev/fd";

/** The files that connectors of this process are about to open, whichever copy of this module they use. */
const OPENING = Symbol.for("gen-connector.opening");
const shared = globalThis as { [OPENING]?: Set<string> };
const opening = (shared[OPENING] ??= new Set());

/**
 * Opens a database file that nothing else in this process has open: DuckDB's lock keeps other processes out, but two
 * instances of one process write over each other's data (DuckDB 1.5).
 *
 * @throws LoadError when it is open here already
 */
export async function openAlone<Database>(path: string, open: (path: string) => Promise<Database>): Promise<Database> {
  const file = resolve(path);
  if (opening.has(file) || isOpenHere(file)) {
    throw new LoadError(
      "this process has it open, which DuckDB's lock does not see: wait until that is over, or load over a connection of it",
    );
  }
  opening.add(file);
  try {
    return await open(path);
  } finally {
    opening.delete(file);
  }
}

function isOpenHere(file: string): boolean {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found !== undefined && openFiles().some(({ dev, ino }) => dev === found.dev && ino === found.ino);
}

function openFiles(): readonly BigIntStats[] {
  return descriptors().flatMap((descriptor) => {
    try {
      return [fstatSync(descriptor, { bigint: true })];
    } catch {
      return []; // closed meanwhile
    }
  });
}

function descriptors(): readonly number[] {
  try {
    return readdirSync(OPEN_FILES).map(Number);
  } catch {
    return [];
  }
}
