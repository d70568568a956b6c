import type { ModuleReference } from "../modules/module-reference.js";
import type { ProcessingStepModel, ResourceModel, SourceModel } from "../model/model.js";
import type { Code } from "./encode.js";
import { createImports } from "./imports.js";
import { outputType } from "./steps.js";

/** A function of the user's, and the type that the connector needs it to have. */
export interface ModuleUse {
  readonly reference: ModuleReference;
  /** What the config calls it: `filter`. */
  readonly role: string;
  /** The type of the function, as a file in the connector's folder can write it. */
  readonly needed: Code;
  /** The statements that import what `needed` names. */
  readonly imports: Code;
  /** What the result must be, for people. */
  readonly result: string;
}

/** Every use that an emitted connector makes of the user's functions. */
export function moduleUses({ resources }: SourceModel, configFolder: string): readonly ModuleUse[] {
  return resources.flatMap((resource) => {
    return resource.steps.map((step, index) => stepUse(resource, step, resource.steps.slice(0, index), configFolder));
  });
}

/** What a processing step must return. */
const RESULTS = {
  filter: { type: "boolean", result: "a boolean" },
  map: { type: "object", result: "an object" },
  yield_map: { type: "Iterable<object>", result: "an iterable of objects" },
} as const;

function stepUse(
  { names }: ResourceModel,
  step: ProcessingStepModel,
  before: readonly ProcessingStepModel[],
  configFolder: string,
): ModuleUse {
  const imports = createImports({ configFolder, declared: [] });
  const functions = before.map((earlier) => imports.user(earlier.function));
  const record = outputType(before, functions, names.type, imports);
  if (record === names.type) imports.type(`./${names.file}.js`, names.type);
  const { type, result } = RESULTS[step.kind];
  return {
    reference: step.function,
    role: step.kind,
    needed: `(record: ${record}) => ${type}`,
    imports: imports.code(),
    result,
  };
}
