import type { Checkpoint } from "../load/checkpoint.js";
import { UnansweredCommitError } from "../load/errors.js";

/** What a run that failed, or was interrupted, leaves behind, and what the next one will do about it. */
export function describeFailure(target: string, checkpoints: readonly Checkpoint[], error: unknown): string {
  const saved = describeSaved(target, checkpoints);
  if (error instanceof UnansweredCommitError) return [...saved, describeUnanswered(target, error.loadId)].join(" ");
  if (saved.length === 0) {
    return `Nothing of this run was written to ${target}; the next run starts over and repeats it whole.`;
  }
  return [...saved, "Nothing else of this run was written; the next run repeats it."].join(" ");
}

/** Sentences about what is there up to the last checkpoint; none when there was none. */
function describeSaved(target: string, checkpoints: readonly Checkpoint[]): readonly string[] {
  const last = checkpoints.at(-1);
  if (last === undefined) return [];
  const saved = new Set(checkpoints.flatMap(({ resources }) => resources));
  const continued = new Set(checkpoints.flatMap((checkpoint) => checkpoint.continued));
  const repeated = Array.from(saved).filter((resource) => !continued.has(resource));
  return [
    `Saved in ${target} up to the last checkpoint, load ${last.loadId}: ${[...saved].join(", ")}.`,
    ...(continued.size > 0 ? [`The next run goes on from there with ${[...continued].join(", ")}.`] : []),
    ...(repeated.length > 0 ? [`It reads ${repeated.join(", ")} from the start again and merges the same rows.`] : []),
  ];
}

function describeUnanswered(target: string, loadId: string): string {
  return [
    `Whether load ${loadId} was written to ${target} is not known: all of it was if _dlt_loads has a line for it, else`,
    "nothing. The next run finds out by itself and goes on from what is there; only resources that append without a cursor",
    "would be there twice: look first where there are some.",
  ].join(" ");
}
