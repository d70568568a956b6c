import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, posix, relative, resolve, sep } from "node:path";

/** A file that a config refers to. */
export interface SiblingFile {
  /** Relative to the config's folder, with `/` and without `./`: `hooks/steps.ts`, `../steps.ts`. */
  readonly path: string;
  /** As the user would type it where the command runs, for messages. */
  readonly shown: string;
  readonly text: string;
}

export type SiblingResult =
  | { readonly kind: "file"; readonly file: SiblingFile }
  | { readonly kind: "missing"; readonly shown: string }
  /** It lies, or a link leads, out of the config's folder. */
  | { readonly kind: "outside" }
  | { readonly kind: "unreadable"; readonly shown: string; readonly problem: string };

/** Files are data of a config (schemas), or code that the connector imports (modules). */
export type SiblingUse = "schema" | "module";

/** The files beside a config, as far as it refers to them. Each is read once. */
export interface Siblings {
  /**
   * Reads a file by a path that is relative to the config, or to the folder `from` relative to it. What a config only
   * reads has to lie in its folder or below, links followed: a message may quote it. Code may lie above, as the config
   * then says so with `../`.
   */
  readonly read: (path: string, use: SiblingUse, from?: string) => SiblingResult;
  /** The paths of all files that were asked for, there or not, as the user would type them. */
  readonly asked: () => readonly string[];
  /** What was read so far. */
  readonly files: (use: SiblingUse) => readonly SiblingFile[];
}

/** Larger files are refused unread. */
const LARGEST_FILE = 16 * 1024 * 1024;

/** `config` is the config file's path. */
export function createSiblings(config: string): Siblings {
  const folder = dirname(resolve(config));
  const known = new Map<string, SiblingFile>();
  const asked = new Set<string>();
  const read = (path: string, use: SiblingUse, from = ""): SiblingResult => {
    const within = posix.normalize(posix.join(from, path));
    const name = `${use} ${within}`;
    const before = known.get(name);
    if (before !== undefined) return { kind: "file", file: before };
    const shown = join(dirname(config), within).split(sep).join("/");
    asked.add(shown);
    const result = readFileOf(folder, within, shown, use);
    if (result.kind === "file") known.set(name, result.file);
    return result;
  };
  return {
    read,
    asked: () => [...asked],
    files: (use) => [...known].filter(([name]) => name.startsWith(`${use} `)).map(([, file]) => file),
  };
}

/** A config that is nowhere, as in tests: it has no files beside it. */
export const NO_SIBLINGS: Siblings = {
  read: (path) => ({ kind: "missing", shown: path }),
  asked: () => [],
  files: () => [],
};

function readFileOf(folder: string, path: string, shown: string, use: SiblingUse): SiblingResult {
  if (use === "schema" && !isBelow(path)) return { kind: "outside" };
  const file = join(folder, path);
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return { kind: "missing", shown };
    if (!stats.isFile()) return { kind: "unreadable", shown, problem: "it is no file" };
    if (use === "schema" && !isBelow(relative(realpathSync(folder), realpathSync(file)))) return { kind: "outside" };
    if (stats.size > LARGEST_FILE) return { kind: "unreadable", shown, problem: "it is larger than 16 MiB" };
    return { kind: "file", file: { path, shown, text: readFileSync(file, "utf8") } };
  } catch (error) {
    return { kind: "unreadable", shown, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether a relative path stays below where it starts. */
function isBelow(path: string): boolean {
  return !/^(?:\.\.(?:[/\\]|$)|[/\\]|[A-Za-z]:)/.test(path);
}
