import type { Span } from "../read/document.js";
import type { Diagnostic, Severity } from "./diagnostic.js";
import { wordingOf, type KindDetails, type KindName } from "./kinds.js";
import type { Weight } from "./kinds/kind.js";

/** Where a problem is: in the file and in the config. */
export interface Place {
  readonly span: Span;
  readonly path: string;
}

/** Gathers the problems of one file; the same one at the same place counts once. */
export interface Collector {
  /** `weight` replaces the one of the kind, where the place decides. */
  report<Name extends KindName>(kind: Name, place: Place, details: KindDetails[Name], weight?: Weight): void;
  /** What was reported, by place. */
  sorted(): Diagnostic[];
}

/** `notEmitted` is the severity of what dlt takes and no connector can be emitted from. */
export function createCollector(notEmitted: Severity): Collector {
  const byIdentity = new Map<string, Diagnostic>();
  return {
    report(kind, place, details, weight) {
      const wording = wordingOf(kind, details);
      const identity = `${place.span.start} ${place.span.end} ${kind} ${wording.message}`;
      if (byIdentity.has(identity)) return;
      const decided = weight ?? wording.weight;
      byIdentity.set(identity, {
        kind,
        severity: decided === "not-emitted" ? notEmitted : decided,
        span: place.span,
        path: place.path,
        message: wording.message,
        hints: wording.hints,
        ...(decided === "not-emitted" && { blocksEmission: true }),
      });
    },
    sorted: () => sortByPlace([...byIdentity.values()]),
  };
}

/** By place in the file; at one place errors first, then as they were found. */
export function sortByPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (left, right) => left.span.start - right.span.start || rank(left) - rank(right) || left.span.end - right.span.end,
  );
}

function rank({ severity }: Diagnostic): number {
  return severity === "error" ? 0 : 1;
}
