import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Whether a module is the one that Node was started with, links in either path followed. */
export function isEntryPoint(moduleUrl: string): boolean {
  const [, started] = process.argv;
  if (started === undefined) return false;
  try {
    return realpathSync(started) === realpathSync(fileURLToPath(moduleUrl));
  } catch {
    return false; // started from a text, or from a file that is gone
  }
}
