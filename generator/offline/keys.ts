import type { JsonPath } from "../paths/steps.js";

/** The keys that a path is made of; undefined for one that does more. `[*]` at its end is the list itself. */
export function keysOf(path: JsonPath): readonly string[] | undefined {
  const steps = path.at(-1)?.kind === "wildcard" ? path.slice(0, -1) : path;
  const keys = steps.flatMap((step) => (step.kind === "field" ? [step.name] : []));
  return keys.length === steps.length ? keys : undefined;
}
