import type { MapEntry } from "../../read/document.js";
import type { Shape } from "../schema/shapes.js";
import type { Check } from "./check.js";

/** A check on its way down the vocabulary. */
export interface ShapeCheck extends Check {
  /** Checks the value of an entry; handed down so that the files of the shapes need not import each other. */
  readonly below: (check: ShapeCheck, entry: MapEntry, shape: Shape) => void;
}
