import { validateConfig } from "../../generator/config/validate.js";
import type { ConfigDocument, ConfigNode, Span } from "../../generator/read/document.js";
import { readConfig } from "../../generator/read/read.js";
import { plainValue } from "../config/plain-value.js";

/** The most errors that one config is mended of. */
const MOST_ERRORS = 60;

/** Takes out what a config is refused for, one error after the other; undefined when nothing is left of it. */
export function mend(config: unknown): ConfigDocument | undefined {
  let value = config;
  for (let round = 0; round < MOST_ERRORS; round++) {
    const { document } = readConfig("config.json", JSON.stringify(value, null, 1));
    if (document === undefined) return undefined;
    const error = validateConfig(document, { notYet: "error" }).find(({ severity }) => severity === "error");
    if (error === undefined) return document;
    const mended = without(document.root, error.span);
    if (mended === undefined) return undefined;
    value = plainValue(mended);
  }
  return undefined;
}

/** A node without the innermost entry or item that holds a place; undefined when it is that one itself. */
function without(node: ConfigNode, place: Span): ConfigNode | undefined {
  if (node.kind === "list") {
    const items = node.items.flatMap((item) => (holds(item.span, place) ? (without(item, place) ?? []) : [item]));
    return node.items.some((item) => holds(item.span, place)) ? { ...node, items } : undefined;
  }
  if (node.kind !== "map") return undefined;
  let found = false;
  const entries = node.entries.flatMap((entry) => {
    const inKey = holds(entry.keySpan, place);
    if (!inKey && !holds(entry.value.span, place)) return [entry];
    found = true;
    const value = inKey ? undefined : without(entry.value, place);
    return value === undefined ? [] : [{ ...entry, value }];
  });
  return found ? { ...node, entries } : undefined;
}

function holds(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
