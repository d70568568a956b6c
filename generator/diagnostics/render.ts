import type { Diagnostic, FileDiagnostics } from "./diagnostic.js";
import { sortByPlace } from "./collector.js";
import { excerpt, type Excerpt } from "./excerpt.js";
import { hiddenSpans } from "./hidden.js";
import { indexLines, type LineIndex } from "./lines.js";
import { count, escapeUnprintable } from "./show.js";
import type { Span } from "../read/document.js";

export { toJson } from "./report.js";

const GUTTER = 5;
/** Hints stand beside the line they are about, unless that begins too far right or they are too long. */
const LAST_HINT_COLUMN = 60;
const WIDEST_HINT = 100;
const HINT_GAP = 5;

export interface RenderOptions {
  /** Whether to use ANSI colours. */
  readonly color: boolean;
}

/**
 * The problems of a file for people, by place: per problem its place, what was found, the line with the part in
 * question underlined, and what would work; then a line that counts them. Files that it refers to follow in the same
 * way. Ends in a line break; empty without problems.
 *
 * Columns count UTF-16 code units from 1, a tab as one (shown as two spaces). Literal credentials show as `***`.
 */
export function render(fileDiagnostics: FileDiagnostics, options: RenderOptions): string {
  const files = [fileDiagnostics, ...(fileDiagnostics.beside ?? [])].map((file) => renderFile(file, options));
  return files.filter((text) => text !== "").join("\n");
}

function renderFile(fileDiagnostics: FileDiagnostics, { color }: RenderOptions): string {
  const { file, text, diagnostics } = fileDiagnostics;
  if (diagnostics.length === 0) return "";
  const paint = painter(color);
  const lines = indexLines(text);
  const hidden = hiddenSpans(fileDiagnostics);
  const blocks = sortByPlace(diagnostics).map((diagnostic) => {
    const { line, column } = lines.position(diagnostic.span.start);
    const place = paint("bold", `${escapeUnprintable(file)}:${line}:${column}`);
    const severity = paint(diagnostic.severity, `${diagnostic.severity}:`);
    const path = diagnostic.path === "" ? "" : ` (${escapeUnprintable(diagnostic.path)})`;
    const header = `${place} ${severity} ${escapeUnprintable(diagnostic.message)}${path}`;
    return [header, ...details(diagnostic, text, lines, hidden, paint)].join("\n");
  });
  return `${blocks.join("\n\n")}\n\n${summary(fileDiagnostics)}\n`;
}

/** `config.json: 2 errors, 1 warning`. */
export function summary({ file, diagnostics }: FileDiagnostics): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const counts = [errors > 0 ? count(errors, "error") : "", warnings > 0 ? count(warnings, "warning") : ""];
  return `${escapeUnprintable(file)}: ${counts.filter((part) => part !== "").join(", ") || "no problems"}`;
}

/** The excerpt with its hints; hints alone for what concerns the whole file. */
function details(
  diagnostic: Diagnostic,
  text: string,
  lines: LineIndex,
  hidden: readonly Span[],
  paint: Painter,
): string[] {
  const { span, severity } = diagnostic;
  const hints = diagnostic.hints.map(escapeUnprintable);
  const below = hints.flatMap((hint) => hintBelow(hint, paint));
  if (diagnostic.path === "" && span.start === span.end) return below;

  const { line } = lines.position(span.start);
  const shown = excerpt(text, lines.range(line), span, hidden);
  const hintColumn = Math.max(shown.width, shown.to) + HINT_GAP;
  const beside = hintColumn <= LAST_HINT_COLUMN && hints.every((hint) => hint.length <= WIDEST_HINT);
  const [first = "", second = "", ...more] = beside ? hints : [];
  const bar = (label: string) => paint("dim", `${label.padStart(GUTTER)} |`);
  return [
    `${bar(String(line))} ${besides(shown.source, shown.width, first, hintColumn)}`,
    `${bar("")} ${besides(
      underline(shown, (marks) => paint(severity, marks)),
      shown.to,
      second,
      hintColumn,
    )}`,
    ...more.map((hint) => `${bar("")} ${" ".repeat(hintColumn)}${hint}`),
    ...(beside ? [] : below),
  ].map((row) => row.trimEnd());
}

/** A hint on lines of its own, broken between words. */
function hintBelow(hint: string, paint: Painter): string[] {
  const rows = hint.match(new RegExp(`.{1,${WIDEST_HINT}}(?= |$)|\\S+`, "g")) ?? [];
  const mark = paint("dim", `${" ".repeat(GUTTER)} =`);
  return rows.map((row, index) => (index === 0 ? `${mark} ${row}` : `${" ".repeat(GUTTER + 4)}${row.trimStart()}`));
}

function underline({ from, to }: Excerpt, paint: (marks: string) => string): string {
  return " ".repeat(from) + paint("^".repeat(to - from));
}

function besides(row: string, width: number, hint: string, hintColumn: number): string {
  return hint === "" ? row : row + " ".repeat(hintColumn - width) + hint;
}

type Style = "bold" | "dim" | Diagnostic["severity"];
type Painter = (style: Style, text: string) => string;

const ANSI: Readonly<Record<Style, string>> = { bold: "1", dim: "2", error: "1;31", warning: "1;33" };

function painter(color: boolean): Painter {
  return (style, text) => (color ? `\u001b[${ANSI[style]}m${text}\u001b[0m` : text);
}
