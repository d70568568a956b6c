import type { Place } from "../../diagnostics/collector.js";
import type { ConfigNode } from "../../read/document.js";
import type { Check } from "../check/check.js";
import { isReference } from "../check/credentials.js";

/** A text that dlt reads as a format string. */
export interface TemplatedText {
  readonly text: string;
  /** The place of a part of it, by offsets. */
  readonly place: (start: number, end: number) => Place;
  /** Whether it is the key of an object. */
  readonly isKey: boolean;
}

export function templatedText(check: Check, node: Extract<ConfigNode, { kind: "string" }>): TemplatedText {
  return { text: node.value, place: (start, end) => check.at.within(node, start, end), isKey: false };
}

/** The texts of a value at any depth, keys included, as dlt goes through params, json, data and headers. */
export function templatedTexts(check: Check, node: ConfigNode | undefined): TemplatedText[] {
  if (node === undefined || isReference(node)) return [];
  switch (node.kind) {
    case "string":
      return [templatedText(check, node)];
    case "list":
      return node.items.flatMap((item) => templatedTexts(check, item));
    case "map":
      return node.entries.flatMap((entry) => [
        { text: entry.key, place: () => check.at.key(entry), isKey: true },
        ...templatedTexts(check, entry.value),
      ]);
    default:
      return [];
  }
}
