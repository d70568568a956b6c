import { lstatSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** A place that must not be written to: the reason is meant for the user. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/**
 * The only function that makes a path to write to. Throws an `OutputError` for a file that would lie outside `folder`,
 * or be reached through a link.
 */
export function outputPath(folder: string, file: string): string {
  const parts = file.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".." || /[\\:\u0000]/.test(part))) {
    throw new OutputError(`${JSON.stringify(file)} is no file name for the output folder`);
  }
  let path = folder;
  for (const part of parts) {
    path = join(path, part);
    if (isLink(path)) throw new OutputError(`${path} is a link: gen-connector does not write through links`);
  }
  return path;
}

/** Throws unless the connector's folder, where it exists, really lies in the output folder. */
export function checkFolder(out: string, folder: string): void {
  if (!exists(folder)) return;
  const inside = relative(realpathSync(out), realpathSync(folder));
  if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`)) {
    throw new OutputError(`${folder} leads out of ${out}: gen-connector does not write there`);
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
