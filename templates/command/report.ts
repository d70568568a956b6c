import type { LoadSummary, ResourceSummary } from "../load/load-into.js";

/** The result as a table for people, a line for each table that was written to, warnings below. */
export function formatSummary(summary: LoadSummary, target: string): string {
  const head = ["resource", "requests", "retries", "records", "table", "rows"];
  const rows = summary.resources.flatMap(resourceRows);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = [head, ...rows].map((row) => formatRow(row, widths));
  const warnings = summary.resources.flatMap(({ resource, warnings: found }) => {
    return found.map((warning) => `warning: ${resource}: ${warning}`);
  });
  const end =
    summary.loadId === null
      ? `Nothing to load: ${target} stays as it is`
      : `Loaded into ${target}, dataset ${summary.dataset}, load ${summary.loadId}`;
  return [...lines, ...warnings, `${end} (${summary.seconds.toFixed(1)} s)`, ""].join("\n");
}

function resourceRows({ resource, requests, retries, records, rows }: ResourceSummary): string[][] {
  const [first, ...others] = Object.entries(rows).map(([table, count]) => [table, String(count)]);
  const own = [resource, String(requests), String(retries), String(records), ...(first ?? ["", "0"])];
  return [own, ...others.map((table) => ["", "", "", "", ...table])];
}

/** Texts to the left, numbers to the right. */
function formatRow(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 0 || column === 4 ? cell.padEnd(width) : cell.padStart(width);
  });
  return cells.join("  ").trimEnd();
}

/** The result as one JSON document. */
export function toJson(summary: LoadSummary): string {
  return JSON.stringify(summary, (_key, value: unknown) => (typeof value === "bigint" ? Number(value) : value), 2);
}
