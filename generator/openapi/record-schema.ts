import { DEEPEST, USUAL_KEYS } from "../../templates/http/detect-records.js";
import type { JsonPath, PathStep } from "../paths/steps.js";
import {
  child,
  entries,
  isObject,
  items,
  resolve,
  textOf,
  type SchemaKey,
  type SchemaNode,
  type Spec,
} from "./spec.js";

/** Schemas within schemas that are looked into for one property. */
const DEEPEST_COMPOSITION = 20;

/**
 * The schema of one record of a response. `path` is the data selector's; null: the list is looked for as the connector
 * looks for it in an answer. Undefined when the spec does not say what stands there.
 */
export function recordSchema(spec: Spec, response: SchemaNode, path: JsonPath | null): SchemaNode | undefined {
  const steps = path ?? detectPath(spec, response).map((name): PathStep => ({ kind: "field", name }));
  let found: SchemaNode | undefined = response;
  for (const step of steps) {
    if (found === undefined) return undefined;
    found = schemaAfter(spec, found, step);
  }
  return found && (itemsOf(spec, found) ?? resolve(spec, found));
}

/** The keys to the list of records in a body of this schema, by dlt's rule; empty: the body itself. */
export function detectPath(spec: Spec, response: SchemaNode): readonly string[] {
  if (itemsOf(spec, response) !== undefined) return [];
  const lists = listPaths(spec, response, []);
  return lists.find((path) => USUAL_KEYS.has(path.at(-1) ?? "")) ?? lists[0] ?? [];
}

function listPaths(spec: Spec, schema: SchemaNode, path: readonly string[]): readonly (readonly string[])[] {
  return propertiesOf(spec, schema).flatMap(([key, inner]) => {
    const here = [...path, key];
    if (itemsOf(spec, inner) !== undefined) return [here];
    return here.length < DEEPEST ? listPaths(spec, inner, here) : [];
  });
}

function schemaAfter(spec: Spec, schema: SchemaNode, step: PathStep): SchemaNode | undefined {
  switch (step.kind) {
    case "field":
      return propertyOf(spec, schema, step.name);
    case "index":
    case "indexes":
    case "filter":
    case "slice":
      return itemsOf(spec, schema);
    case "wildcard":
      return step.of === "elements" ? itemsOf(spec, schema) : propertiesOf(spec, schema)[0]?.[1];
    case "fields":
    case "descendants":
    case "union":
      return undefined;
    default:
      return step satisfies never;
  }
}

/** What a property of an object has to be; looked for in the parts of a composed schema, too. */
export function propertyOf(spec: Spec, schema: SchemaNode, name: string): SchemaNode | undefined {
  return propertiesOf(spec, schema).find(([key]) => key === name)?.[1];
}

/** The properties of a schema and of the schemas that it is composed of. */
export function propertiesOf(spec: Spec, schema: SchemaNode): readonly (readonly [string, SchemaNode])[] {
  return partsOf(spec, schema).flatMap((part) => entries<SchemaKey>(child(part, "properties")));
}

/** The names of the properties that have to be there. */
export function requiredOf(spec: Spec, schema: SchemaNode): ReadonlySet<string> {
  const names = partsOf(spec, schema).flatMap((part) => items(child(part, "required")));
  return new Set(names.flatMap((name) => textOf(name) ?? []));
}

/** What the items of a list have to be; undefined where the schema is of no list. */
export function itemsOf(spec: Spec, schema: SchemaNode): SchemaNode | undefined {
  for (const part of partsOf(spec, schema)) {
    const list: SchemaNode | undefined = child(part, "items");
    if (list !== undefined && isObject(list.value)) return resolve(spec, list);
  }
  return undefined;
}

/** A schema and what it is composed of: all of `allOf`, and the variants of `oneOf` and `anyOf`. */
function partsOf(spec: Spec, schema: SchemaNode): readonly SchemaNode[] {
  const parts: SchemaNode[] = [];
  const pending = [{ schema, depth: 0 }];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const part = resolve(spec, next.schema);
    parts.push(part);
    if (next.depth >= DEEPEST_COMPOSITION || parts.length > 1_000) continue;
    for (const key of ["allOf", "oneOf", "anyOf"] as const) {
      for (const inner of items<SchemaKey>(child(part, key))) pending.push({ schema: inner, depth: next.depth + 1 });
    }
  }
  return parts;
}

/** A short description of a schema, for a comment. */
export function descriptionOf(schema: SchemaNode): string | undefined {
  return textOf(child(schema, "description"));
}
