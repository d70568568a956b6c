import { setTimeout as sleep } from "node:timers/promises";
import { createWatchedFiles } from "./watched-files.js";

/** How often the files are looked at. Asking for their state works for every editor, mount and replaced folder. */
const POLL_MS = 150;

/** One pass of a command; it names every file before it reads it. Returns the exit code. */
export type Pass = (onRead: (file: string) => void) => Promise<number>;

/** What is told between the passes, and what went wrong in one. */
export interface WatchMessages {
  readonly say: (text: string) => void;
  readonly complain: (text: string) => void;
}

/**
 * Makes a pass whenever a file that one of them read changes, until `stop` is aborted: then 130. Only the first pass
 * ends it by failing; later on a file may well be broken for the moment.
 */
export async function watch(pass: Pass, { say, complain }: WatchMessages, stop: AbortSignal): Promise<number> {
  const files = createWatchedFiles();
  const code = await pass(files.add);
  if (code !== 0) return code;
  say(`watching ${files.names().join(", ")}; Ctrl-C ends it\n`);
  for (;;) {
    try {
      await sleep(POLL_MS, undefined, { signal: stop });
    } catch {
      return 130;
    }
    const changed = files.settledChanges();
    if (changed.length === 0) continue;
    say(`${changed.join(", ")} changed\n`);
    try {
      await pass(files.add);
    } catch (error) {
      complain(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    }
  }
}
