import type { ConfigNode } from "../read/document.js";
import type { NameModel, ParamModel, RequestTextModel, TemplateText } from "./model.js";

/** The values of a parameter or field: lists repeat it, nulls are left out. */
export function scalars(node: ConfigNode): readonly ConfigNode[] {
  if (node.kind === "list") return node.items.flatMap(scalars);
  return node.kind === "null" ? [] : [node];
}

/** A parameter, or a field of a form, with all of its values. */
export interface ParamGroup {
  readonly name: NameModel;
  readonly values: readonly RequestTextModel[];
}

/** Parameters as the config has them: the values of a list stand side by side, under the same name. */
export function paramGroups(params: readonly ParamModel[]): readonly ParamGroup[] {
  const groups: { readonly name: NameModel; readonly values: RequestTextModel[] }[] = [];
  for (const { name, value } of params) {
    const last = groups.at(-1);
    if (last?.name === name) last.values.push(value);
    else groups.push({ name, values: [value] });
  }
  return groups;
}

/** Whether a name that a record brings may be one that is there already; `added` are what the paginator puts beside them. */
export function mayClash(groups: readonly ParamGroup[], added: readonly string[] = []): boolean {
  const names = [...groups.map(({ name }) => name), ...added];
  return names.some((name, index) => {
    if (typeof name === "string") return false;
    return names.some((other, at) => at !== index && (typeof other !== "string" || couldBe(name, other)));
  });
}

function couldBe({ parts }: TemplateText, name: string): boolean {
  const [first, last] = [parts.at(0), parts.at(-1)];
  const start = first?.kind === "literal" ? first.text : "";
  const end = last?.kind === "literal" ? last.text : "";
  return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
}
