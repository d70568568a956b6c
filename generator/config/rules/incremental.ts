import { indexLines } from "../../diagnostics/lines.js";
import { shorten } from "../../diagnostics/show.js";
import { entryOf, valueOf, type ConfigNode, type MapNode } from "../../read/document.js";
import type { Check } from "../check/check.js";
import { isMisspelt } from "../check/misspelt.js";
import { INCREMENTAL_KEYS } from "../schema/incremental.js";
import { isFalsy, textOf, type RuleInput } from "./rule.js";
import { checkWindows } from "./windows.js";

/** Increments in both their forms. */
export function checkIncremental({ check, resources }: RuleInput): void {
  const lines = indexLines(check.document.text);
  for (const { node } of resources) {
    const endpoint = valueOf(node, "endpoint");
    const params = valueOf(endpoint, "params");
    const typed = (params?.kind === "map" ? params.entries : []).filter(
      ({ value }) => textOf(valueOf(value, "type")) === "incremental",
    );
    const [first, ...more] = typed;
    for (const entry of more) {
      const line = lines.position(first?.keySpan.start ?? 0).line;
      check.report("two-incremental-params", check.at.key(entry), { line });
    }
    for (const { value } of typed) {
      if (value.kind !== "map") continue;
      checkCursor(check, value);
      checkWindows(check, value, endpoint, true);
    }
    const section = entryOf(endpoint, "incremental");
    if (section?.value.kind !== "map" || section.value.entries.length === 0) continue;
    if (first !== undefined) check.report("two-incrementals", check.at.key(section), {});
    checkCursor(check, section.value);
    checkBounds(check, section.value);
    checkWindows(check, section.value, endpoint, !isFalsy(valueOf(section.value, "start_param")));
  }
}

function checkCursor(check: Check, node: MapNode): void {
  if (isFalsy(valueOf(node, "cursor_path")) && !isMisspelt(node, "cursor_path", INCREMENTAL_KEYS))
    check.report("no-cursor-path", check.at.opening(node), {});
}

/** dlt: an end needs a start that it does not precede under last_value_func. */
function checkBounds(check: Check, node: MapNode): void {
  const end = entryOf(node, "end_value");
  if (end === undefined || end.value.kind === "null") return;
  const initial = valueOf(node, "initial_value");
  if (initial === undefined) {
    if (isMisspelt(node, "initial_value", INCREMENTAL_KEYS)) return;
    check.report("end-without-initial", check.at.key(end), {});
    return;
  }
  const order = compare(initial, end.value);
  if (order === undefined) {
    check.report("bounds-not-comparable", check.at.node(end.value), {});
    return;
  }
  const backwards = textOf(valueOf(node, "last_value_func")) === "min";
  if (backwards ? order < 0 : order > 0) {
    const details = { end: scalarText(end.value), initial: scalarText(initial) };
    check.report("end-before-initial", check.at.node(end.value), details);
  }
}

/** Python's order of two scalars: texts by code point, numbers and booleans by value; undefined across these. */
function compare(left: ConfigNode, right: ConfigNode): number | undefined {
  if (left.kind === "string" && right.kind === "string") {
    const [first, second] = [Array.from(left.value), Array.from(right.value)];
    const at = first.findIndex((character, index) => character !== second[index]);
    if (at < 0) return first.length - second.length;
    return (first[at]?.codePointAt(0) ?? 0) - (second[at]?.codePointAt(0) ?? -1);
  }
  const [first, second] = [numberOf(left), numberOf(right)];
  return first === undefined || second === undefined ? undefined : first - second;
}

function numberOf(node: ConfigNode): number | undefined {
  return node.kind === "number" || node.kind === "boolean" ? Number(node.value) : undefined;
}

function scalarText(node: ConfigNode): string {
  return node.kind === "string" ? `"${shorten(node.value)}"` : node.kind === "number" ? node.text : node.kind;
}
