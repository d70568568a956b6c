import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { MANIFEST } from "../output/manifest.js";
import type { OutputPlan } from "./plan.js";

/** What writing would change, as a unified diff. */
export function unifiedDiff({ folder, files, written, deleted, manifest }: OutputPlan): string {
  const changed = new Map<string, string | undefined>();
  for (const file of written) changed.set(file, files.get(file));
  for (const file of deleted) changed.set(file, undefined);
  if (manifest !== undefined) changed.set(MANIFEST, manifest);
  return [...changed].map(([file, text]) => fileDiff(join(folder, file), text)).join("");
}

function fileDiff(path: string, text: string | undefined): string {
  const present = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  const [before, after] = [present === undefined ? "/dev/null" : path, text === undefined ? "/dev/null" : path];
  const patch = createTwoFilesPatch(before, after, present ?? "", text ?? "");
  return patch.slice(patch.indexOf("---"));
}
