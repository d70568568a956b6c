import type { LoadSummary } from "../load/load-into.js";

/** How many records of a resource became rows of their own. */
export function loadedRows({ resources }: LoadSummary, name: string): number {
  return resources.find(({ resource }) => resource === name)?.accounting.loaded ?? 0;
}
