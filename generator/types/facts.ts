import { below, type SchemaPlace, type SchemaSource } from "./schema-source.js";

/** JSON's types, and integers, which JSON Schema tells apart. */
export const JSON_TYPES = ["null", "boolean", "object", "array", "number", "integer", "string"] as const;
export type JsonType = (typeof JSON_TYPES)[number];

export type Scalar = null | boolean | number | string;

/** What several schemas that all hold say about one value. */
export interface Facts {
  /** The schemas that say something about the fields of an object. */
  readonly places: SchemaPlace[];
  /** What references led to, the outer ones first. */
  readonly through: SchemaPlace[];
  /** Undefined: any. */
  types: ReadonlySet<JsonType> | undefined;
  /** Undefined: any. */
  values: readonly Scalar[] | undefined;
  format: string | undefined;
  description: string | undefined;
  /** What tells it from the alternatives to it, as part of a type's name; mostly empty. */
  label: string;
  /** Each with the schemas that all hold for it. */
  readonly properties: Map<string, SchemaPlace[]>;
  readonly required: Set<string>;
  /** Schemas of other properties; a boolean schema is one, too. */
  readonly additional: SchemaPlace[];
  /** Schemas of the elements of a list; those of single positions as alternatives. */
  readonly items: SchemaPlace[][];
  /** Of each of these lists one schema holds. */
  readonly alternatives: SchemaPlace[][];
  impossible: boolean;
}

export function newFacts(): Facts {
  return {
    places: [],
    through: [],
    types: undefined,
    values: undefined,
    format: undefined,
    description: undefined,
    label: "",
    properties: new Map(),
    required: new Set(),
    additional: [],
    items: [],
    alternatives: [],
    impossible: false,
  };
}

/** Facts that can be added to without a change of the others; of the alternatives the first are gone. */
export function withoutAlternative(facts: Facts): Facts {
  return {
    ...facts,
    places: [...facts.places],
    through: [...facts.through],
    properties: new Map(Array.from(facts.properties, ([name, places]) => [name, [...places]])),
    required: new Set(facts.required),
    additional: [...facts.additional],
    items: [...facts.items],
    alternatives: facts.alternatives.slice(1),
  };
}

/** What makes an object type the type it is. */
const STRUCTURE = ["properties", "required", "additionalProperties"];

/** Adds what a schema says, and the schemas that it refers to or that `allOf` lists. */
export function addFacts(facts: Facts, place: SchemaPlace, source: SchemaSource, seen = new Set<string>()): void {
  const { value } = place;
  const id = `${place.document}#${place.pointer}`;
  if (value === true || seen.has(id)) return;
  seen.add(id);
  if (value === false) {
    facts.impossible = true;
    return;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return source.report(place, { kind: "no-schema", found: describe(value) });
  }
  if (STRUCTURE.some((keyword) => Object.hasOwn(value, keyword))) facts.places.push(place);
  const text = (keyword: string) => read(place, keyword, source, "a text", isString);
  facts.description ??= text("description");
  facts.format ??= text("format");
  addTypes(facts, place, source);
  addValues(facts, place, source);
  addStructure(facts, place, source);
  const reference = text("$ref");
  const target = reference === undefined ? undefined : source.resolve(reference, place);
  if (target !== undefined) {
    facts.through.push(target);
    addFacts(facts, target, source, seen);
  }
  for (const member of listOf(place, "allOf", source)) addFacts(facts, member, source, seen);
  for (const keyword of ["anyOf", "oneOf"]) {
    const members = listOf(place, keyword, source);
    if (members.length > 0) facts.alternatives.push([...members]);
  }
}

function addTypes(facts: Facts, place: SchemaPlace, source: SchemaSource): void {
  const written = below(place, "type");
  if (written === undefined) return;
  const names = Array.isArray(written.value) ? written.value.map((_, index) => below(written, index)) : [written];
  const types = new Set<JsonType>();
  for (const name of names) {
    if (name === undefined) continue;
    const type = JSON_TYPES.find((known) => known === name.value);
    if (type !== undefined) types.add(type);
    else if (typeof name.value === "string") source.report(name, { kind: "unknown-type", found: name.value });
    else source.report(name, { kind: "keyword", keyword: "type", expected: "a text or a list of texts" });
  }
  if (below(place, "nullable")?.value === true) types.add("null"); // OpenAPI 3.0
  facts.types = facts.types === undefined ? types : intersect(facts.types, types);
}

/** An integer is a number, too. */
function intersect(one: ReadonlySet<JsonType>, other: ReadonlySet<JsonType>): ReadonlySet<JsonType> {
  const fits = (type: JsonType, types: ReadonlySet<JsonType>) =>
    types.has(type) || (type === "integer" && types.has("number"));
  return new Set([...[...one].filter((type) => fits(type, other)), ...[...other].filter((type) => fits(type, one))]);
}

function addValues(facts: Facts, place: SchemaPlace, source: SchemaSource): void {
  const constant = below(place, "const");
  const written =
    read(place, "enum", source, "a list", isList) ?? (constant === undefined ? undefined : [constant.value]);
  if (written === undefined || !written.every(isScalar)) return; // objects and lists: their types say enough
  const values = facts.values;
  facts.values = values === undefined ? written : values.filter((value) => written.includes(value));
}

function addStructure(facts: Facts, place: SchemaPlace, source: SchemaSource): void {
  const properties = below(place, "properties");
  if (properties !== undefined) {
    const named = read(place, "properties", source, "an object", isRecord) ?? {};
    for (const name of Object.keys(named)) {
      const property = below(properties, name);
      if (property !== undefined) facts.properties.set(name, [...(facts.properties.get(name) ?? []), property]);
    }
  }
  const required = read(place, "required", source, "a list of names", isTexts);
  for (const name of required ?? []) facts.required.add(name);
  const additional = below(place, "additionalProperties");
  if (additional !== undefined) facts.additional.push(additional);
  const items = below(place, "items");
  const positions = listOf(place, "prefixItems", source);
  if (items !== undefined || positions.length > 0)
    facts.items.push([...positions, ...(items === undefined ? [] : [items])]);
}

/** The schemas below a keyword that takes a list of them. */
function listOf(place: SchemaPlace, keyword: string, source: SchemaSource): readonly SchemaPlace[] {
  const list = read(place, keyword, source, "a list of schemas", isList);
  const written = list === undefined ? undefined : below(place, keyword);
  return (list ?? []).flatMap((_, index) => (written && below(written, index)) ?? []);
}

function read<Value>(
  place: SchemaPlace,
  keyword: string,
  source: SchemaSource,
  expected: string,
  fits: (value: unknown) => value is Value,
): Value | undefined {
  const found = below(place, keyword);
  if (found === undefined || fits(found.value)) return found?.value as Value | undefined; // it fits, or is not there
  source.report(found, { kind: "keyword", keyword, expected });
  return undefined;
}

const isString = (value: unknown): value is string => typeof value === "string";
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isString);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string";
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "string" ? "a text" : `a ${typeof value}`;
}
