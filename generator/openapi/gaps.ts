import type { Check } from "../config/check/check.js";
import type { Place } from "../diagnostics/collector.js";

/** A part of a resource's records that may be any JSON, as its schema is wrong. */
export interface Gap {
  /** Of the resource. */
  readonly place: Place;
  readonly operation: string;
  readonly problem: string;
}

/**
 * Reports gaps by resource. What is wrong with a schema is told where it is met first, and of how many resources it is
 * true: many may lead to it.
 */
export function reportGaps(check: Check, gaps: readonly Gap[]): void {
  const operations = new Map<string, Set<string>>();
  for (const { problem, operation } of gaps) {
    operations.set(problem, (operations.get(problem) ?? new Set()).add(operation));
  }
  const told = new Set<string>();
  const firsts = new Map<string, Gap[]>();
  for (const gap of gaps) {
    if (told.has(gap.problem)) continue;
    told.add(gap.problem);
    firsts.set(gap.operation, [...(firsts.get(gap.operation) ?? []), gap]);
  }
  for (const [operation, [first, ...others]] of firsts) {
    if (first === undefined) continue;
    const { place, problem } = first;
    const elsewhere = (operations.get(problem)?.size ?? 1) - 1;
    check.report("spec-gap", place, { operation, problem, others: others.length, elsewhere });
  }
}
