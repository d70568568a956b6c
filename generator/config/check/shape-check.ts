import type { Place } from "../../diagnostics/collector.js";
import type { MapEntry } from "../../read/document.js";
import type { Shape } from "../schema/shapes.js";
import type { Check } from "./check.js";

/** A check on its way down the vocabulary. */
export interface ShapeCheck extends Check {
  /** Whether a key around was already reported as not supported yet, which covers what is inside. */
  readonly covered: boolean;
  /** Checks the value of an entry; handed down so that the files of the shapes need not import each other. */
  readonly below: (check: ShapeCheck, entry: MapEntry, shape: Shape) => void;
}

/** Reports what is not supported yet, once per part of the config. */
export function reportLater(check: ShapeCheck, place: Place, what: string): void {
  if (!check.covered) check.report("not-supported-yet", place, { what });
}
