import { addFacts, type Facts, type JsonType, newFacts, type Scalar, withoutAlternative } from "./facts.js";
import type { SchemaPlace, SchemaSource } from "./schema-source.js";
import { pascal, type TypeNamer } from "./type-names.js";
import { variantLabels } from "./variant-labels.js";
import {
  type FieldModel,
  type ObjectModel,
  type ObjectName,
  type ObjectType,
  type StringFormat,
  type TypeModel,
  unionOf,
} from "./type-model.js";

/** More combinations of alternatives than these are any JSON. */
const MOST_VARIANTS = 100;
/** Lists and maps right within one another beyond these are any JSON. GeoJSON has four. */
const DEEPEST_LISTS = 5;
/** What a record is made of beyond these values is any JSON. */
const MOST_VALUES = 20_000;

/** Reads the types of a record, or of what a file in `schemas/` holds. */
export interface Reader {
  readonly source: SchemaSource;
  /** The name of the whole: of the record's type, or of the definition's. */
  readonly whole: string;
  /** The file in `schemas/` that gets the types; undefined: that of the resource. */
  readonly file: string | undefined;
  readonly namer: TypeNamer;
  /** Object types by what they are made of: schemas may refer to themselves. */
  readonly known: Map<string, ObjectType>;
  readonly objects: ObjectModel[];
  /** What led to those of a resource's own, and is them, by their names. */
  readonly origins: Map<string, { readonly through: readonly SchemaPlace[]; readonly id: string }>;
  /** The lists and maps around, down from the object whose fields are read: those may hold themselves, too. */
  readonly within: ReadonlySet<string>;
  readonly read: { values: number };
  readonly renamed: (wireName: string) => string;
  /** Reads the fields of an object, at once or after all else. */
  readonly whenNamed: (readFields: () => void) => void;
  /** Takes what an object is made of instead of naming it; undefined: it is named. */
  readonly collect: ((id: string, facts: Facts, stem: string) => void) | undefined;
}

export type ReaderOptions = Pick<Reader, "source" | "whole" | "namer"> &
  Partial<Pick<Reader, "file" | "renamed" | "whenNamed" | "collect">>;

export function createReader(options: ReaderOptions): Reader {
  return {
    file: undefined,
    renamed: (name) => name,
    whenNamed: AT_ONCE,
    collect: undefined,
    ...options,
    ...{ known: new Map(), objects: [], origins: new Map(), within: new Set(), read: { values: 0 } },
  };
}

const AT_ONCE = (readFields: () => void): void => readFields();

/**
 * The type of a value for which all of these schemas hold; `stem` names objects after the place they stand at. A list or
 * a map that holds itself without an object in between has no end that could be named: there it is any JSON. `through`
 * led to the list or the map that the value is in.
 */
export function typeOf(
  reader: Reader,
  places: readonly SchemaPlace[],
  stem: string,
  through: readonly SchemaPlace[] = [],
): DescribedType {
  const id = idOf(places);
  if (reader.within.has(id) || reader.within.size > DEEPEST_LISTS || ++reader.read.values > MOST_VALUES) {
    return { type: { kind: "any" }, description: null };
  }
  const facts: Facts = { ...newFacts(), through: [...through] };
  for (const place of places) addFacts(facts, place, reader.source);
  const { description = null } = facts;
  return { type: typeOfFacts({ ...reader, within: new Set(reader.within).add(id) }, facts, stem, 1), description };
}

export interface DescribedType {
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
  const labels = variantLabels(alternatives);
  return unionOf(
    alternatives.map((alternative, index) => {
      const chosen = withoutAlternative(facts);
      chosen.label += labels[index] ?? "";
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

function itemType(reader: Reader, { items, through }: Facts, stem: string): TypeModel {
  const [first, ...others] = items;
  if (first === undefined) return { kind: "any" };
  const below = `${stem}Item`;
  return unionOf(first.map((place) => typeOf(reader, [place, ...others.flat()], below, through).type));
}

function mapType(reader: Reader, { additional, through }: Facts, stem: string): TypeModel {
  const schemas = additional.filter(({ value }) => value !== false);
  return { kind: "map", values: typeOf(reader, schemas, `${stem}Value`, through).type };
}

function objectType(reader: Reader, facts: Facts, stem: string): TypeModel {
  const { source, collect } = reader;
  const isRecord = isRecordOf(reader, stem);
  const id = idOf(facts.places);
  if (collect !== undefined) {
    collect(id, facts, stem);
    return { kind: "object", name: id };
  }
  // A record has the file of its resource, whatever else is made of the same schemas.
  const key = isRecord && source.shared !== undefined ? `record ${id}` : id;
  const before = reader.known.get(key) ?? (isRecord ? undefined : source.shared?.objectOf(facts.through, id));
  return before ?? nameObject(reader, facts, stem, key);
}

function isRecordOf({ whole, file }: Reader, stem: string): boolean {
  return stem === whole && file === undefined;
}

/** Names an object type, which is known by its key from now on, and has its fields read. */
export function nameObject(reader: Reader, facts: Facts, stem: string, key: string): ObjectType {
  const { places, properties, required, additional, description, label } = facts;
  const { source, file } = reader;
  const name = reader.namer(places, stem, label);
  const named: ObjectName = { name, ...(file !== undefined && { file }) };
  const type: ObjectType = { kind: "object", ...named };
  reader.known.set(key, type);
  reader.origins.set(name, { through: [source.root, ...facts.through], id: idOf(places) });
  const position = reader.objects.push({ ...named, description: null, fields: [], open: false }) - 1;
  const inside: Reader = { ...reader, within: new Set(), whenNamed: AT_ONCE };
  reader.whenNamed(() => {
    const fields = Array.from(properties, ([field, schemas]): FieldModel => {
      const shown = isRecordOf(reader, stem) ? reader.renamed(field) : field;
      return { name: shown, required: required.has(field), ...typeOf(inside, schemas, name + pascal(field)) };
    });
    const open = additional.length > 0 && additional.every(({ value }) => value !== false);
    reader.objects[position] = { ...named, description: description ?? null, fields, open };
  });
  return type;
}
