import { list } from "../config/reader.js";
import type { EffectiveResource } from "../config/resources.js";
import type { Modules } from "../modules/modules.js";
import { valueOf } from "../read/document.js";
import type { ProcessingStepModel } from "./model.js";

/** One object may name several functions: they run in this order, whatever theirs, as in dlt. */
const STEP_KINDS = ["filter", "map", "yield_map"] as const;

export function resolveSteps({ node }: EffectiveResource, modules: Modules): readonly ProcessingStepModel[] {
  const steps = list(node, "processing_steps") ?? [];
  return steps.flatMap((step) => {
    return STEP_KINDS.flatMap((kind): readonly ProcessingStepModel[] => {
      const written = valueOf(step, kind);
      return written === undefined ? [] : [{ kind, function: modules.reference(written) }];
    });
  });
}
