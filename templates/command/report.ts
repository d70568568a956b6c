import { printable } from "../http/printable.js";
import type { Misfit } from "../http/usage.js";
import type { LoadSummary, ResourceSummary } from "../load/load-into.js";

/** Records fetched are those loaded, merged, filtered and discarded. */
const HEAD = [
  "resource",
  "requests",
  "retries",
  "fetched",
  "loaded",
  "merged",
  "filtered",
  "discarded",
  "table",
  "rows",
];
const TEXT_COLUMNS: readonly number[] = [0, 8];

/** The result as a table for people, a line for each table that was written to, warnings below. */
export function formatSummary(summary: LoadSummary, target: string): string {
  const rows = summary.resources.flatMap(resourceRows);
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = [HEAD, ...rows].map((row) => formatRow(row, widths));
  const warnings = summary.resources.flatMap(({ resource, warnings: found }) => {
    return found.map((warning) => `warning: ${resource}: ${warning}`);
  });
  const drift = summary.resources.flatMap(({ resource, drift: misfits }) => {
    return misfits.map((misfit) => printable(`drift: ${resource}: ${driftLine(misfit)}`));
  });
  const end =
    summary.loadId === null
      ? `Nothing to load: ${target} stays as it is`
      : `Loaded into ${target}, dataset ${summary.dataset}, load ${summary.loadId}`;
  return [...lines, ...warnings, ...drift, `${end} (${summary.seconds.toFixed(1)} s)`, ""].join("\n");
}

function driftLine({ path, expected, found, record, example, contract, count }: Misfit): string {
  const times = count === 1 ? "once" : `${count} times`;
  const first = `${found} ${example === path ? "" : `at ${example} `}in record ${record}`;
  const what = `${path === "" ? "the record" : path} should be ${expected} (${times} not, first: ${first})`;
  return contract === "evolve" ? what : `${what}; ${LEFT_OUT[contract]} left out (data_type: ${contract})`;
}

const LEFT_OUT = { discard_row: "rows with it were", discard_value: "such values were" } as const;

function resourceRows({ resource, requests, retries, accounting, rows }: ResourceSummary): string[][] {
  const [first, ...others] = Object.entries(rows).map(([table, count]) => [table, String(count)]);
  const { fetched, loaded, merged, filtered, discarded } = accounting;
  const numbers = [requests, retries, fetched, loaded, merged, filtered, discarded].map(String);
  const own = [resource, ...numbers, ...(first ?? ["", "0"])];
  return [own, ...others.map((table) => ["", ...numbers.map(() => ""), ...table])];
}

/** Texts to the left, numbers to the right. */
function formatRow(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => {
    const width = widths[column] ?? 0;
    return TEXT_COLUMNS.includes(column) ? cell.padEnd(width) : cell.padStart(width);
  });
  return cells.join("  ").trimEnd();
}

/** The result as one JSON document. */
export function toJson(summary: LoadSummary): string {
  return JSON.stringify(summary, (_key, value: unknown) => (typeof value === "bigint" ? Number(value) : value), 2);
}
