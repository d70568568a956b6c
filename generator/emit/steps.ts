import type { ProcessingStepModel, ResourceModel } from "../model/model.js";
import type { Code } from "./encode.js";
import type { Imports } from "./imports.js";

/** The type of the records that a resource's reader yields. */
export function rowType({ names, steps }: Pick<ResourceModel, "names" | "steps">): Code {
  return steps.some(changesRecord) ? names.output : names.type;
}

/** What the processing steps add to a resource's file: the type of what they make, and the function that applies them. */
export function stepsView(resource: ResourceModel, imports: Imports): object | null {
  const { names, steps } = resource;
  if (steps.length === 0) return null;
  const row = rowType(resource);
  const functions = steps.map((step) => imports.user(step.function));
  imports.value("./http/process-page.js", "processPage");
  const output = outputType(steps, functions, names.type, imports);
  return { record: names.type, row, output: row === names.type ? null : output, body: stepsCode(steps, functions) };
}

/** The type of a record after some steps. */
export function outputType(
  steps: readonly ProcessingStepModel[],
  functions: readonly Code[],
  record: Code,
  imports: Pick<Imports, "type">,
): Code {
  const last = steps.findLastIndex(changesRecord);
  const [step, name] = [steps[last], functions[last]];
  if (step === undefined || name === undefined) return record;
  return step.kind === "map"
    ? `ReturnType<typeof ${name}>`
    : `${imports.type("./http/process-page.js", "Yielded")}<typeof ${name}>`;
}

/** Whether the records that are loaded are not those of the API. */
export function changesRecord({ kind }: ProcessingStepModel): boolean {
  return kind !== "filter";
}

/** The statements of a generator function whose parameter is `record`. */
function stepsCode(steps: readonly ProcessingStepModel[], functions: readonly Code[]): Code {
  let record: Code = "record";
  let count = 1;
  let loops = 0;
  const lines: Code[] = [];
  for (const [index, { kind }] of steps.entries()) {
    const call = `${functions[index]}(${record})`;
    if (kind === "filter") {
      lines.push(`if (!${call}) ${loops === 0 ? "return" : "continue"};`);
    } else if (kind === "map" && index === steps.length - 1) {
      record = call;
    } else {
      record = `record${++count}`;
      lines.push(kind === "map" ? `const ${record} = ${call};` : `for (const ${record} of ${call}) {`);
      if (kind === "yield_map") loops++;
    }
  }
  return [...lines, `yield ${record};`, "}".repeat(loops)].join("\n");
}
