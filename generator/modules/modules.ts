import type { Check } from "../config/check/check.js";
import type { Place } from "../diagnostics/collector.js";
import type { ConfigNode } from "../read/document.js";
import type { Siblings } from "../siblings/siblings.js";
import { type ModuleReference, parseModuleReference } from "./module-reference.js";

/** A reference with the place in the config that it is written at. */
export interface PlacedModule {
  readonly reference: ModuleReference;
  readonly place: Place;
}

/** Turns the references of a config into the model's. */
export interface Modules {
  /** The reference that a text writes, whose form is valid; whether it leads anywhere is looked at later. */
  readonly reference: (node: ConfigNode) => ModuleReference;
  /** All references so far, in their order. */
  readonly placed: () => readonly PlacedModule[];
}

export function createModules(check: Check, siblings: Siblings): Modules {
  const placed: PlacedModule[] = [];
  return {
    reference(node) {
      if (node.kind !== "string") throw new Error(`expected a module reference, found ${node.kind}`);
      const reference = parseModuleReference(node.value);
      placed.push({ reference, place: check.at.node(node) });
      siblings.read(reference.file, "module");
      return reference;
    },
    placed: () => placed,
  };
}
