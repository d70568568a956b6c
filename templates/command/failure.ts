import type { Checkpoint } from "../load/checkpoint.js";

/** What a run that failed, or was interrupted, leaves behind, and what the next one will do about it. */
export function describeFailure(target: string, checkpoints: readonly Checkpoint[]): string {
  const last = checkpoints.at(-1);
  if (last === undefined) {
    return `Nothing of this run was written to ${target}; the next run starts over and repeats it whole.`;
  }
  const saved = new Set(checkpoints.flatMap(({ resources }) => resources));
  const continued = new Set(checkpoints.flatMap((checkpoint) => checkpoint.continued));
  const repeated = Array.from(saved).filter((resource) => !continued.has(resource));
  return [
    `Saved in ${target} up to the last checkpoint, load ${last.loadId}: ${[...saved].join(", ")}.`,
    ...(continued.size > 0 ? [`The next run goes on from there with ${[...continued].join(", ")}.`] : []),
    ...(repeated.length > 0 ? [`It reads ${repeated.join(", ")} from the start again and merges the same rows.`] : []),
    "Nothing else of this run was written; the next run repeats it.",
  ].join(" ");
}
