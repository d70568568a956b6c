import type { ConfigNode } from "../../read/document.js";
import type { Check } from "../check/check.js";
import type { EffectiveResource } from "../resources.js";

/** What a rule judges: the config as a whole. Parts of another type than they should have are passed over. */
export interface RuleInput {
  readonly check: Check;
  readonly root: ConfigNode;
  readonly client: ConfigNode | undefined;
  readonly resources: readonly EffectiveResource[];
}

/** Whether dlt takes a value for nothing: Python's `not value`. */
export function isFalsy(node: ConfigNode | undefined): boolean {
  switch (node?.kind) {
    case undefined:
    case "null":
      return true;
    case "boolean":
    case "number":
    case "string":
      return !node.value;
    case "list":
      return node.items.length === 0;
    case "map":
      return node.entries.length === 0;
    case "code":
      return false;
  }
}

/** The text of a node; undefined for all else. */
export function textOf(node: ConfigNode | undefined): string | undefined {
  return node?.kind === "string" ? node.value : undefined;
}
