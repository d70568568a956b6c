import type { Checkpoint } from "../load/checkpoint.js";
import { UnansweredCommitError } from "../load/errors.js";

/** What a run that failed, or was interrupted, leaves behind, and what the next one will do about it. */
export function describeFailure(target: string, checkpoints: readonly Checkpoint[], error: unknown): string {
  if (error instanceof UnansweredCommitError) return describeUnanswered(target, error.loadId);
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

function describeUnanswered(target: string, loadId: string): string {
  return [
    `Whether load ${loadId} was written to ${target} is not known: all of it was if _dlt_loads has a line for it, else`,
    "nothing. The next run finds out by itself and goes on from what is there; only resources that append without a cursor",
    "would be there twice: look first where there are some.",
  ].join(" ");
}
