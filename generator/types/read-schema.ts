import { addFacts, type Facts, type JsonType, newFacts, type Scalar, withoutAlternative } from "./facts.js";
import type { SchemaPlace, SchemaSource } from "./schema-source.js";
import { createTypeNamer, pascal, type TypeNamer } from "./type-names.js";
import {
  type FieldModel,
  membersOf,
  type ObjectModel,
  type RecordTypes,
  type StringFormat,
  type TypeModel,
  unionOf,
} from "./type-model.js";

export interface SchemaOptions {
  /** The name of the record's type. */
  readonly typeName: string;
  /** Whether a name is taken in the file that gets the types. */
  readonly isTaken: (name: string) => boolean;
  /** The name a field of the record has after `rename_fields`. */
  readonly renamed?: (wireName: string) => string;
}

/** More combinations of alternatives than these are any JSON. */
const MOST_VARIANTS = 100;
/** Lists and maps right within one another beyond these are any JSON. GeoJSON has four. */
const DEEPEST_LISTS = 5;
/** What a record is made of beyond these values is any JSON. */
const MOST_VALUES = 20_000;

/**
 * The types that a JSON Schema (draft 2020-12; `definitions` and `nullable` of older ones, too) gives to records.
 * What only narrows values without a change of their type (patterns, limits, `not`, `if`) is passed over. Undefined when
 * the schema is wrong, which has been reported then.
 */
export function readSchema(source: SchemaSource, options: SchemaOptions): RecordTypes | undefined {
  let problems = 0;
  const counted: SchemaSource = {
    ...source,
    report(place, problem) {
      problems++;
      source.report(place, problem);
    },
  };
  const reader: Reader = {
    source: counted,
    record: options.typeName,
    namer: createTypeNamer(options.typeName, isUnion(counted), options.isTaken),
    known: new Map(),
    objects: [],
    within: new Set(),
    read: { values: 0 },
    renamed: options.renamed ?? ((name) => name),
  };
  // A list may hold nulls; a record is none of them.
  const record = unionOf(
    membersOf(typeOf(reader, [source.root], options.typeName).type).filter(({ kind }) => kind !== "null"),
  );
  const isRecord =
    record.kind !== "never" && membersOf(record).every(({ kind }) => kind === "object" || kind === "map");
  if (problems === 0 && !isRecord) counted.report(source.root, { kind: "no-object" });
  return problems > 0 ? undefined : { record, objects: reader.objects };
}

/** Whether alternatives make up the record; problems are reported when it is read. */
function isUnion(source: SchemaSource): boolean {
  const facts = newFacts();
  addFacts(facts, source.root, { ...source, report: () => undefined });
  return facts.alternatives.length > 0;
}

interface Reader {
  readonly source: SchemaSource;
  /** The name of the record's type. */
  readonly record: string;
  readonly namer: TypeNamer;
  /** The names of object types by what they are made of: schemas may refer to themselves. */
  readonly known: Map<string, string>;
  readonly objects: ObjectModel[];
  /** The lists and maps around, down from the object whose fields are read: those may hold themselves, too. */
  readonly within: ReadonlySet<string>;
  readonly read: { values: number };
  readonly renamed: (wireName: string) => string;
}

/**
 * The type of a value for which all of these schemas hold; `stem` names objects after the place they stand at. A list or
 * a map that holds itself without an object in between has no end that could be named: there it is any JSON.
 */
function typeOf(reader: Reader, places: readonly SchemaPlace[], stem: string): DescribedType {
  const id = idOf(places);
  if (reader.within.has(id) || reader.within.size > DEEPEST_LISTS || ++reader.read.values > MOST_VALUES) {
    return { type: { kind: "any" }, description: null };
  }
  const facts = newFacts();
  for (const place of places) addFacts(facts, place, reader.source);
  const { description = null } = facts;
  return { type: typeOfFacts({ ...reader, within: new Set(reader.within).add(id) }, facts, stem, 1), description };
}

interface DescribedType {
  readonly type: TypeModel;
  readonly description: string | null;
}

function idOf(places: readonly SchemaPlace[]): string {
  return places.map(({ document, pointer }) => `${document}#${pointer}`).join(" ");
}

function typeOfFacts(reader: Reader, facts: Facts, stem: string, variants: number): TypeModel {
  const [alternatives] = facts.alternatives;
  if (facts.impossible) return { kind: "never" };
  if (alternatives === undefined) return plainType(reader, facts, stem);
  if (variants * alternatives.length > MOST_VARIANTS) return { kind: "any" };
  return unionOf(
    alternatives.map((alternative) => {
      const chosen = withoutAlternative(facts);
      // An alternative is described by itself, if it is.
      chosen.description = undefined;
      addFacts(chosen, alternative, reader.source);
      chosen.description ??= facts.description;
      return typeOfFacts(reader, chosen, stem, variants * alternatives.length);
    }),
  );
}

function plainType(reader: Reader, facts: Facts, stem: string): TypeModel {
  const types = facts.types ?? impliedTypes(facts);
  if (facts.values !== undefined) {
    return unionOf(facts.values.filter((value) => types === undefined || fits(value, types)).map(literalType));
  }
  if (types === undefined) return { kind: "any" };
  const isNumber = types.has("number");
  const listed = [...types].filter((type) => type !== "integer" || !isNumber);
  return unionOf(listed.map((type) => typeNamed(reader, type, facts, stem)));
}

/** Schemas often leave out the type where their keywords tell it. */
function impliedTypes({ properties, items, additional }: Facts): ReadonlySet<JsonType> | undefined {
  if (properties.size > 0 || additional.length > 0) return new Set(["object"]);
  return items.length > 0 ? new Set(["array"]) : undefined;
}

function typeNamed(reader: Reader, type: JsonType, facts: Facts, stem: string): TypeModel {
  const { format } = facts;
  switch (type) {
    case "null":
    case "boolean":
      return { kind: type };
    case "string":
      return { kind: "string", format: STRING_FORMATS.find((known) => known === format) ?? null };
    case "integer":
      return { kind: "integer", wide: format === "int64" || format === "uint64" };
    case "number":
      return { kind: "number", decimal: format === "decimal" };
    case "array":
      return { kind: "list", items: itemType(reader, facts, stem) };
    case "object":
      return facts.properties.size === 0 ? mapType(reader, facts, stem) : objectType(reader, facts, stem);
  }
}

const STRING_FORMATS: readonly StringFormat[] = ["date-time", "date", "time", "decimal"];

function fits(value: Scalar, types: ReadonlySet<JsonType>): boolean {
  if (value === null) return types.has("null");
  if (typeof value === "number") return types.has("number") || (types.has("integer") && Number.isInteger(value));
  return types.has(typeof value === "boolean" ? "boolean" : "string");
}

function literalType(value: Scalar): TypeModel {
  return value === null ? { kind: "null" } : { kind: "literal", value };
}

function itemType(reader: Reader, { items }: Facts, stem: string): TypeModel {
  const [first, ...others] = items;
  if (first === undefined) return { kind: "any" };
  const below = `${stem}Item`;
  return unionOf(first.map((place) => typeOf(reader, [place, ...others.flat()], below).type));
}

function mapType(reader: Reader, { additional }: Facts, stem: string): TypeModel {
  const schemas = additional.filter(({ value }) => value !== false);
  return { kind: "map", values: typeOf(reader, schemas, `${stem}Value`).type };
}

function objectType(reader: Reader, facts: Facts, stem: string): TypeModel {
  const { places, properties, required, additional, description } = facts;
  const id = idOf(places);
  const before = reader.known.get(id);
  if (before !== undefined) return { kind: "object", name: before };
  const name = reader.namer(places, stem);
  reader.known.set(id, name);
  const isRecord = stem === reader.record;
  const position = reader.objects.push({ name, description: null, fields: [], open: false }) - 1;
  const inside: Reader = { ...reader, within: new Set() };
  const fields = Array.from(properties, ([key, schemas]): FieldModel => {
    const shown = isRecord ? reader.renamed(key) : key;
    return { name: shown, required: required.has(key), ...typeOf(inside, schemas, name + pascal(key)) };
  });
  const open = additional.length > 0 && additional.every(({ value }) => value !== false);
  reader.objects[position] = { name, description: description ?? null, fields, open };
  return { kind: "object", name };
}
