import type { Severity } from "../diagnostic.js";

/**
 * How much a kind of problem matters. `not-emitted`: dlt takes the config, but no connector is emitted from it: an
 * error when one is to be written, a warning when a config is only judged.
 */
export type Weight = Severity | "not-emitted";

/** What a kind of problem says about one case of it. */
export interface Wording {
  readonly weight: Weight;
  /** One sentence without full stop: what was found. */
  readonly message: string;
  /** What would work, one line each. */
  readonly hints: readonly string[];
}

export function error(message: string, ...hints: readonly string[]): Wording {
  return { weight: "error", message, hints: hints.filter((hint) => hint !== "") };
}

export function warning(message: string, ...hints: readonly string[]): Wording {
  return { weight: "warning", message, hints: hints.filter((hint) => hint !== "") };
}

export function notEmitted(message: string, ...hints: readonly string[]): Wording {
  return { weight: "not-emitted", message, hints: hints.filter((hint) => hint !== "") };
}
