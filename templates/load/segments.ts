import type { Stage, StagePart } from "./destination.js";

/** Staged rows that are joined at once, about: more would need more memory the longer a run is. */
const SEGMENT_ROWS = 250_000;

/** The parts of a stage, in groups that are joined at once. */
export function segmentsOf({ parts }: Stage): readonly (readonly StagePart[])[] {
  const segments: StagePart[][] = [];
  let rows = SEGMENT_ROWS;
  for (const part of parts) {
    if (rows >= SEGMENT_ROWS) {
      segments.push([]);
      rows = 0;
    }
    segments.at(-1)?.push(part);
    rows += part.rows;
  }
  return segments;
}
