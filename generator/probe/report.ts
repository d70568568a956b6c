import type { Finding } from "./finding.js";

/** What a probe tells of one resource. */
export interface ResourceReport {
  readonly resource: string;
  /** Requests that were sent for it. */
  readonly requests: number;
  readonly pages: number;
  /** Records in the answers. */
  readonly records: number;
  /** Whether that is all there is. */
  readonly complete: boolean;
  readonly findings: readonly Finding[];
}

const READ_HEAD = ["resource", "pages", "records", "requests", ""];
const FINDING_HEAD = ["severity", "resource", "at", "where", "found"];

/** Two tables: what was read, and what was found, each finding with what to do about it below. */
export function formatReport(reports: readonly ResourceReport[]): string {
  const read = reports.map(({ resource, pages, records, requests, complete }) => {
    return [resource, String(pages), String(records), String(requests), complete ? "all" : ""];
  });
  const findings = reports.flatMap(({ resource, findings: found }) => {
    return found.map((finding) => ({ resource, finding }));
  });
  const rows = findings.map(({ resource, finding }) => {
    const { severity, at = "", where, found } = finding;
    return [severity, resource, at, where, found];
  });
  const lines = formatTable([FINDING_HEAD, ...rows], []);
  const indent = " ".repeat((lines[0] ?? "").indexOf("found"));
  const told = lines.flatMap((line, index) => {
    const suggestion = findings[index - 1]?.finding.suggestion;
    return suggestion === undefined ? [line] : [line, `${indent}→ ${suggestion}`];
  });
  const table = formatTable([READ_HEAD, ...read], [1, 2, 3]);
  return [...table, "", ...(findings.length === 0 ? ["nothing found"] : told), ""].join("\n");
}

/** Cells in columns; those of `numbers` to the right. */
function formatTable(rows: readonly (readonly string[])[], numbers: readonly number[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return numbers.includes(column) ? cell.padStart(width) : cell.padEnd(width);
    });
    return cells.join("  ").trimEnd();
  });
}

/** Whether a run with this config would fail or lose data. */
export function hasErrors(reports: readonly ResourceReport[]): boolean {
  return reports.some(({ findings }) => findings.some(({ severity }) => severity === "error"));
}
