import { isObject } from "../../../templates/http/select.js";
import { compareCursors, isCursorValue } from "../../../templates/incremental/cursor-value.js";
import type { Finding } from "../finding.js";
import type { Probed } from "../probed.js";
import { shownValue } from "../shown-value.js";

const WHERE = "endpoint.incremental";

/** Whether every record has the incremental cursor, and they come in the order that the config says. */
export function checkCursor(probed: Probed): readonly Finding[] {
  const { sample, paths } = probed;
  const { cursor, partitions } = sample.resource;
  const { cursor: find } = paths;
  if (cursor === null || find === undefined) return [];
  const byParent = recordsOf(probed).map((records) => records.map(find));
  const values = byParent.flat();
  const missing = values.filter((value) => value === undefined || value === null).length;
  const { filtered } = sample.usage;
  return [
    ...(missing > 0 ? [missingFinding(cursor.selector.text, missing, values.length, cursor.onCursorValueMissing)] : []),
    // Each partition has an order of its own, and what belongs to which is not known here.
    ...(partitions.length === 0 ? byParent.flatMap((own) => checkOrder(own, cursor.rowOrder)).slice(0, 1) : []),
    ...(missing === 0 && filtered > 0 && cursor.startParam !== null ? [unfiltered(filtered, cursor.startParam)] : []),
  ];
}

/** The records of each parent, as the cursor sees them: after processing steps, which show only what they let through. */
function recordsOf({ sample, pages }: Probed): readonly (readonly unknown[])[] {
  const { steps, renamedFields } = sample.resource;
  const newNames = new Map(renamedFields.map(({ wireName, name }) => [wireName, name]));
  const rename = (row: Readonly<Record<string, unknown>>): unknown => {
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [newNames.get(name) ?? name, value]));
  };
  const byParent = new Map<number, unknown[]>();
  for (const { page, rows } of pages) {
    const records = steps.length > 0 ? page.records : rows.filter(isObject).map(rename);
    byParent.set(page.parent, [...(byParent.get(page.parent) ?? []), ...records]);
  }
  return [...byParent.values()];
}

function missingFinding(path: string, missing: number, all: number, mode: "raise" | "include" | "exclude"): Finding {
  const found = `${missing} of ${all} records have no ${path}`;
  const about = { code: "cursor-missing", where: `${WHERE}.cursor_path` };
  switch (mode) {
    case "raise":
      return {
        ...{ severity: "error", ...about, found: `${found}: a run fails at the first of them` },
        suggestion: '"on_cursor_value_missing": "include"',
      };
    case "exclude":
      return { severity: "warning", ...about, found: `${found}: they are not loaded` };
    case "include":
      return { severity: "note", ...about, found: `${found}: every run loads them` };
  }
}

function checkOrder(values: readonly unknown[], rowOrder: "asc" | "desc" | null): readonly Finding[] {
  if (rowOrder === null) return [];
  const cursors = values.filter(isCursorValue);
  const wrong = cursors.findIndex((value, index) => {
    const before = cursors[index - 1];
    const order = before === undefined ? 0 : (compareCursors(before, value) ?? 0);
    return rowOrder === "asc" ? order > 0 : order < 0;
  });
  if (wrong === -1) return [];
  const found = `record ${wrong + 1} has ${shownValue(cursors[wrong])} after ${shownValue(cursors[wrong - 1])}: not ${rowOrder}; a run may end too early`;
  const suggestion = 'take "row_order" out, or ask the API for this order';
  return [{ severity: "error", code: "cursor-order", where: `${WHERE}.row_order`, found, suggestion }];
}

function unfiltered(filtered: number, param: string): Finding {
  const found = `${filtered} records lie before the start that ${param} asks for: the API does not filter by it, or not by this field`;
  return { severity: "note", code: "cursor-not-filtered", where: `${WHERE}.start_param`, found };
}
