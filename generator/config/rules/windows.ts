import { CURSOR_DIRECTIVE } from "../../../templates/incremental/cursor-format.js";
import { parseLayout } from "../../../templates/incremental/date-layout.js";
import { resolveDuration } from "../../model/duration.js";
import { entryOf, valueOf, type ConfigNode, type MapNode } from "../../read/document.js";
import type { Check } from "../check/check.js";
import { isMisspelt } from "../check/misspelt.js";
import { INCREMENTAL_KEYS } from "../schema/incremental.js";
import { placeholdersOf } from "../templates.js";
import { textOf } from "./rule.js";
import { templatedTexts } from "./templated-texts.js";

/** Time windows, and how cursors are written in requests. `carried`: a parameter has the start value. */
export function checkWindows(check: Check, node: MapNode, endpoint: ConfigNode | undefined, carried: boolean): void {
  checkCursorFormat(check, node);
  const step = entryOf(node, "step");
  const granularity = entryOf(node, "granularity");
  if (step === undefined || step.value.kind === "null") {
    if (granularity !== undefined && !isMisspelt(node, "step", INCREMENTAL_KEYS))
      check.report("window-without-step", check.at.key(granularity), {});
    return;
  }
  for (const duration of [step, granularity]) {
    if (duration !== undefined && isZero(duration.value))
      check.report("window-empty", check.at.node(duration.value), {});
  }
  const initial = valueOf(node, "initial_value");
  if (initial === undefined && !isMisspelt(node, "initial_value", INCREMENTAL_KEYS))
    check.report("window-without-initial", check.at.key(step), {});
  const falling = entryOf(node, "last_value_func");
  if (textOf(falling?.value) === "min") check.report("window-falling", check.at.key(step), {});
  if (!carried && !namesStart(check, endpoint)) check.report("window-not-sent", check.at.key(step), {});
  for (const key of ["initial_value", "end_value"]) checkIsTime(check, node, key, "step");
}

function checkCursorFormat(check: Check, node: MapNode): void {
  const format = entryOf(node, "cursor_format")?.value;
  if (format?.kind !== "string") return;
  const unknown = /%[^]?/.exec(format.value.replace(CURSOR_DIRECTIVE, (written) => " ".repeat(written.length)));
  if (unknown !== null) {
    const place = check.at.within(format, unknown.index, unknown.index + unknown[0].length);
    check.report("unknown-directive", place, { directive: unknown[0] });
  }
  for (const key of ["initial_value", "end_value"]) checkIsTime(check, node, key, "cursor_format");
  const convert = entryOf(node, "convert");
  if (convert !== undefined && convert.value.kind !== "null")
    check.report("convert-beside-format", check.at.key(convert), {});
}

function checkIsTime(check: Check, node: MapNode, key: string, needed: string): void {
  const value = valueOf(node, key);
  const isTime =
    value === undefined || value.kind === "number" || (value.kind === "string" && parseLayout(value.value));
  if (!isTime) check.report("no-point-in-time", check.at.node(value), { key, needed });
}

/** Whether any part of the request has the start value in it. */
function namesStart(check: Check, endpoint: ConfigNode | undefined): boolean {
  const path = textOf(valueOf(endpoint, "path"));
  const parts = ["params", "json", "data", "headers"].flatMap((key) => templatedTexts(check, valueOf(endpoint, key)));
  const texts = [...(path === undefined ? [] : [path]), ...parts.map(({ text }) => text)];
  return texts.some((text) =>
    placeholdersOf(text).some(({ name }) => /^incremental\.(?:start|last)_value$/.test(name)),
  );
}

function isZero(node: ConfigNode): boolean {
  if (node.kind !== "string" || !/^P(?=.)[\dYMWDTHS.]+$/.test(node.value)) return false;
  const { months, seconds } = resolveDuration(node.value);
  return months === 0 && seconds === 0;
}
