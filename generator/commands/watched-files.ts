import { statSync } from "node:fs";
import { resolve } from "node:path";

export interface WatchedFiles {
  /** Watches a file from its present state on; one that is not there yet, too. */
  readonly add: (name: string) => void;
  readonly names: () => readonly string[];
  /**
   * The names of files that changed since they were reported or added, once nothing changes any more between two calls:
   * an editor may write, remove and rename in several steps.
   */
  readonly settledChanges: () => readonly string[];
}

interface WatchedFile {
  readonly name: string;
  /** The state that was reported last. */
  known: string;
  /** The state of the last look at it. */
  seen: string;
}

export function createWatchedFiles(): WatchedFiles {
  const files = new Map<string, WatchedFile>();
  return {
    add(name) {
      const path = resolve(name);
      if (files.has(path)) return;
      const state = stateOf(path);
      files.set(path, { name, known: state, seen: state });
    },
    names: () => [...files.values()].map(({ name }) => name),
    settledChanges() {
      let settled = true;
      for (const [path, file] of files) {
        const state = stateOf(path);
        settled &&= state === file.seen;
        file.seen = state;
      }
      const changed = settled ? [...files.values()].filter(({ known, seen }) => known !== seen) : [];
      for (const file of changed) file.known = file.seen;
      return changed.map(({ name }) => name);
    },
  };
}

/** Differs after every change: a file that was replaced has another inode, one that was written another time or size. */
function stateOf(path: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(path);
    return `${ino} ${mtimeMs} ${size}`;
  } catch {
    return "absent";
  }
}
