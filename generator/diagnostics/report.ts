import type { FileDiagnostics, Severity } from "./diagnostic.js";
import { sortByPlace } from "./collector.js";
import { indexLines } from "./lines.js";

/** One problem for programs. Lines and columns count from 1, columns in UTF-16 code units; the end is exclusive. */
export interface ReportedProblem {
  readonly kind: string;
  readonly severity: Severity;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Where in the config; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  readonly hints: readonly string[];
}

export interface ReportedProblems {
  readonly errors: number;
  readonly warnings: number;
  readonly diagnostics: readonly ReportedProblem[];
}

/**
 * The problems of a file as `--json` prints them, by place, then those of the files beside it; holds no text of a file
 * but what messages quote.
 */
export function toJson(fileDiagnostics: FileDiagnostics): ReportedProblems {
  const problems = [fileDiagnostics, ...(fileDiagnostics.beside ?? [])].flatMap(problemsOf);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: problems.length - errors, diagnostics: problems };
}

function problemsOf({ file, text, diagnostics }: FileDiagnostics): readonly ReportedProblem[] {
  const lines = indexLines(text);
  return sortByPlace(diagnostics).map(({ kind, severity, span, path, message, hints }) => {
    const start = lines.position(span.start);
    const end = lines.position(span.end);
    return {
      kind,
      severity,
      file,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      path,
      message,
      hints,
    };
  });
}
