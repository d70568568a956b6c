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
  /** The reference that a text writes, whose form is valid; a file that is not there is reported. */
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
      const place = check.at.node(node);
      placed.push({ reference, place });
      const found = siblings.read(reference.file, "module");
      if (found.kind === "missing") check.report("module-missing", place, { file: found.shown });
      if (found.kind === "unreadable")
        check.report("file-unreadable", place, { file: found.shown, problem: found.problem });
      return reference;
    },
    placed: () => placed,
  };
}
