import { access, constants } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * What keeps folders from being made at a path, in words: `mkdir` (Node 20) says ENOENT of all of it. Undefined when neither
 * the file system nor a right does.
 */
export async function whyClosed(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.W_OK);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const above = dirname(resolve(path));
    if (code === "ENOENT" && above !== path) return whyClosed(above);
    if (code === "EROFS") return `${path} is on a file system that is read-only`;
    if (code === "EACCES" || code === "EPERM") return `this user may not write to ${path}`;
    return undefined;
  }
}
