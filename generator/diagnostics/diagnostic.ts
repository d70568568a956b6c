import type { Span } from "../read/document.js";

/** `error` stops the run with exit code 2 and nothing written; `warning` is shown and lets it go on. */
export type Severity = "error" | "warning";

/** One problem of a config, at its place. */
export interface Diagnostic {
  /** Names the row in the table of kinds (kinds.ts), e.g. `unknown-key`. */
  readonly kind: string;
  readonly severity: Severity;
  readonly span: Span;
  /** Where in the config, e.g. `resources[0].endpoint.paginator.type`; empty for the whole file. */
  readonly path: string;
  /** One sentence: what was found. Never holds a secret's value. */
  readonly message: string;
  /** What would work, one line each: the nearest name first, then what is known or allowed. */
  readonly hints: readonly string[];
  /** dlt takes the config, but no connector can be emitted from it; `severity` is then what the caller asked for. */
  readonly blocksEmission?: true;
  /** Parts of the file that no excerpt may show, this problem's or another's: literal credentials. */
  readonly hidden?: readonly Span[];
}

/** Diagnostics with the file they are about. */
export interface FileDiagnostics {
  readonly file: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Problems of files that this one refers to. */
  readonly beside?: readonly FileDiagnostics[];
}
