import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { TEMPLATES } from "./templates.js";

const IMPORT = /^(?:import|export)\b[^;]*?\bfrom "(\.[^"]+)\.js";$/gms;

/**
 * The ordinary TypeScript files that emitted files import, directly or through one another: copied as they are, only
 * those that this connector needs.
 */
export function copiedFiles(emitted: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const copied = new Map<string, string>();
  const pending = [...emitted].flatMap(([file, code]) => importsOf(file, code));
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (emitted.has(file) || copied.has(file) || !isTemplate(file)) continue;
    const code = readFileSync(TEMPLATES + file, "utf8");
    copied.set(file, code);
    pending.push(...importsOf(file, code));
  }
  return copied;
}

/** Emitted files import modules of the user's as well. */
function isTemplate(file: string): boolean {
  return !file.startsWith("../") && existsSync(TEMPLATES + file);
}

function importsOf(file: string, code: string): readonly string[] {
  return [...code.matchAll(IMPORT)].map(([, specifier = ""]) => posix.join(posix.dirname(file), `${specifier}.ts`));
}
