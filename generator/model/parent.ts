import { list, text } from "../config/reader.js";
import type { EffectiveResource } from "../config/resources.js";
import { placeholdersOf } from "../config/templates.js";
import { type ConfigNode, valueOf } from "../read/document.js";
import type { ParentModel, ResourceNames } from "./model.js";
import type { ParentPart } from "./request-model.js";
import { resolveSelector } from "./paginator.js";

/** `resources.<parent>.<field>`: the parent ends at the next dot, the rest is a JSONPath; undefined for other names. */
export function parentPart(placeholder: string): ParentPart | undefined {
  const [, parent, field] = /^resources\.([^.]*)\.(.+)$/s.exec(placeholder) ?? [];
  if (parent === undefined || field === undefined) return undefined;
  return { kind: "parent", parent, field: resolveSelector(field) };
}

/** The params of type `resolve`, by name. */
export function resolveParamsOf(endpoint: ConfigNode | undefined): ReadonlyMap<string, ParentPart> {
  const params = valueOf(endpoint, "params");
  const found = new Map<string, ParentPart>();
  for (const { key, value } of params?.kind === "map" ? params.entries : []) {
    if (value.kind !== "map" || text(value, "type") !== "resolve") continue;
    const field = resolveSelector(text(value, "field") ?? "");
    found.set(key, { kind: "parent", parent: text(value, "resource") ?? "", field });
  }
  return found;
}

/** The parent of a resource: the one whose fields its requests are made of. */
export function resolveParent(
  { node }: EffectiveResource,
  namesOf: (resource: string) => ResourceNames,
): ParentModel | null {
  const parts = partsOf(valueOf(node, "endpoint"));
  const [first] = parts;
  if (first === undefined) return null;
  const name = first.parent;
  const included = (list(node, "include_from_parent") ?? []).flatMap((field) => {
    return field.kind === "string" ? [{ field: field.value, name: `_${name}_${field.value}` }] : [];
  });
  const keys = parts.map(({ field: { path } }) => (path[0]?.kind === "field" ? path[0].name : undefined));
  const fields = [...new Set([...keys, ...included.map(({ field }) => field)])];
  const known = fields.filter((field): field is string => {
    return field !== undefined && !Object.hasOwn(Object.prototype, field);
  });
  return { name, names: namesOf(name), fields: known, isSearched: known.length < fields.length, included };
}

function partsOf(endpoint: ConfigNode | undefined): readonly ParentPart[] {
  const places = ["path", "params", "json", "data", "headers"].flatMap((key) => textsIn(valueOf(endpoint, key)));
  const names = places.flatMap((place) => placeholdersOf(place).map(({ name }) => name));
  return [...resolveParamsOf(endpoint).values(), ...names.flatMap((name) => parentPart(name) ?? [])];
}

/** The texts of a value at any depth, keys included. */
function textsIn(node: ConfigNode | undefined): readonly string[] {
  switch (node?.kind) {
    case "string":
      return [node.value];
    case "list":
      return node.items.flatMap(textsIn);
    case "map":
      return node.entries.flatMap(({ key, value }) => [key, ...textsIn(value)]);
    default:
      return [];
  }
}
