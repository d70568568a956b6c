import type { ConfigNode } from "../../generator/read/document.js";

/** A config as the JavaScript value it means; Python code has none. */
export function plainValue(node: ConfigNode | undefined): unknown {
  switch (node?.kind) {
    case "null":
      return null;
    case "boolean":
    case "number":
    case "string":
      return node.value;
    case "list":
      return node.items.map(plainValue);
    case "map":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]));
    default:
      return undefined;
  }
}
