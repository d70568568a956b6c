import type { ConfigNode } from "../read/document.js";
import type { NameModel, ParamModel, RequestTextModel, TemplateText } from "./request-model.js";

/** The values of a parameter or field: lists repeat it, nulls are left out. */
function scalars(node: ConfigNode): readonly ConfigNode[] {
  if (node.kind === "list") return node.items.flatMap(scalars);
  return node.kind === "null" ? [] : [node];
}

/** The parameters, or fields, of an entry: lists repeat it, and one without values matters where names are open. */
export function entryParams(
  name: NameModel,
  node: ConfigNode,
  isOpen: boolean,
  text: (item: ConfigNode) => RequestTextModel,
): readonly ParamModel[] {
  const items = scalars(node);
  if (items.length === 0 && isOpen) return [{ name, value: { kind: "nothing" } }];
  return items.map((item) => ({ name, value: text(item) }));
}

/** Whether a record brings the name of one of them. */
export function hasOpenNames(names: readonly NameModel[]): boolean {
  return names.some((name) => typeof name !== "string");
}

/** Those that are sent. */
export function withValues(params: readonly ParamModel[]): readonly ParamModel[] {
  return params.filter(({ value }) => value.kind !== "nothing");
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
    const values = value.kind === "nothing" ? [] : [value];
    if (last?.name === name) last.values.push(...values);
    else groups.push({ name, values });
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

/** Whether a text may come out as this name. */
export function couldBe({ parts }: TemplateText, name: string): boolean {
  const [first, last] = [parts.at(0), parts.at(-1)];
  const start = first?.kind === "literal" ? first.text : "";
  const end = last?.kind === "literal" ? last.text : "";
  return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
}
