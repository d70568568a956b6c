import { count, enumeration, escapeUnprintable } from "../diagnostics/show.js";
import type { Change } from "./change.js";

/** The longest text of a type that is shown, in characters: unions of many literals are long. */
const LONGEST = 100;

/** Of the changes of one kind in a resource so many are shown. `--json` has all of them. */
const MOST_OF_KIND = 30;

/** A line for each change, and how many there are; empty without any. */
export function renderChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return "";
  const breaking = changes.filter(({ breaks }) => breaks.length > 0).length;
  const summary = `${count(changes.length, "change")} of the data, ${breaking === 0 ? "none" : breaking} breaking`;
  return [...changeLines(changes), summary, ""].join("\n");
}

function changeLines(changes: readonly Change[]): readonly string[] {
  const kindOf = ({ resource, kind }: Change) => `${kind} ${resource}`;
  const counts = new Map<string, number>();
  for (const change of changes) counts.set(kindOf(change), (counts.get(kindOf(change)) ?? 0) + 1);
  const shown = new Map<string, number>();
  return changes.flatMap((change) => {
    const number = (shown.get(kindOf(change)) ?? 0) + 1;
    shown.set(kindOf(change), number);
    const left = (counts.get(kindOf(change)) ?? 0) - MOST_OF_KIND;
    if (number <= MOST_OF_KIND || left === 1) return changeLine(change);
    return number === MOST_OF_KIND + 1 ? moreLine(change.resource, left) : [];
  });
}

function moreLine(resource: string, left: number): string {
  return `  ${escapeUnprintable(`${resource}: and ${left} more of this kind: --json lists all`)}`;
}

function changeLine(change: Change): string {
  const { resource, breaks } = change;
  const forWhom = breaks.length === 0 ? "" : ` (breaking for ${enumeration(breaks)})`;
  return `  ${escapeUnprintable(`${resource}: ${whatChanged(change)}`)}${forWhom}`;
}

function whatChanged({ kind, path = "", before, after }: Change): string {
  const turn = `${shown(before)} becomes ${shown(after)}`;
  switch (kind) {
    case "resource-added":
      return "new resource";
    case "resource-removed":
      return "resource is gone";
    case "loaded":
    case "table":
    case "write-disposition":
    case "primary-key":
    case "merge-key":
    case "schema-contract":
    case "table-nesting":
      return `${WORDS[kind]}: ${turn}`;
    case "field-added":
      return `new field ${path}: ${shown(after)}`;
    case "field-removed":
      return `field ${path} is gone, was ${shown(before)}`;
    case "field-type":
    case "field-nullable":
    case "field-optional":
      return path === "" ? `record: ${turn}` : `field ${path}: ${turn}`;
    case "type-removed":
      return `type ${path} is gone`;
    case "column-added":
      return `new column ${path}: ${shown(after)}`;
    case "column-removed":
      return `column ${path} is not declared any more, was ${shown(before)}`;
    case "column-type":
      return `column ${path}: ${turn}`;
    case "column-nullable":
      return `column ${path}: nullable: ${shown(before, "default")} becomes ${shown(after, "default")}`;
    case "column-hint":
      return `column ${path}: ${turn}`;
    case "unknown":
      return `${path} as it is does not parse: what changes is not known`;
  }
}

const WORDS = {
  loaded: "load",
  table: "table",
  "write-disposition": "write disposition",
  "primary-key": "primary key",
  "merge-key": "merge key",
  "schema-contract": "schema contract",
  "table-nesting": "levels of nesting",
} as const;

function shown(text: string | undefined, otherwise = "none"): string {
  if (text === undefined) return otherwise;
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
