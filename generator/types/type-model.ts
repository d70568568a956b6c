/** The type of a JSON value, as a schema declares it. */
export type TypeModel =
  /** Any JSON. */
  | { readonly kind: "any" }
  /** No value at all. */
  | { readonly kind: "never" }
  | { readonly kind: "null" }
  | { readonly kind: "boolean" }
  | { readonly kind: "string"; readonly format: StringFormat | null }
  /** `wide`: also beyond ±(2^53−1), where it arrives as a bigint. */
  | { readonly kind: "integer"; readonly wide: boolean }
  | { readonly kind: "number"; readonly decimal: boolean }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "list"; readonly items: TypeModel }
  /** Free keys. */
  | { readonly kind: "map"; readonly values: TypeModel }
  | ObjectType
  | { readonly kind: "union"; readonly members: readonly TypeModel[] };

/** One of the named object types. */
export interface ObjectType extends ObjectName {
  readonly kind: "object";
}

/** Names an object type. */
export interface ObjectName {
  /** Its name in TypeScript. */
  readonly name: string;
  /** The file in `schemas/` that it stands in, without extension; left out: the file of the resource. */
  readonly file?: string;
}

/** Formats of texts that columns have types for. */
export type StringFormat = "date-time" | "date" | "time" | "decimal";

export interface ObjectModel extends ObjectName {
  readonly description: string | null;
  readonly fields: readonly FieldModel[];
  /** Whether the schema says that other fields may be there, too. */
  readonly open: boolean;
  /** Of a record: the type of the same schema in `schemas/`, where it leads to that; left out: none. */
  readonly same?: ObjectName;
}

export interface FieldModel {
  readonly name: string;
  readonly required: boolean;
  readonly type: TypeModel;
  readonly description: string | null;
}

/** What a schema says about the records of a resource. */
export interface RecordTypes {
  /** An object, or a union of objects. */
  readonly record: TypeModel;
  /** Every object type that `record` leads to, the outer ones first. */
  readonly objects: readonly ObjectModel[];
}

/** A named schema of an OpenAPI document as records of any number of resources have it: a file of its own. */
export interface SchemaFile {
  /** Without folder and extension. */
  readonly file: string;
  /** Every object type in it, the outer ones first. */
  readonly objects: readonly ObjectModel[];
  /** The names of those that other files may hold. */
  readonly held: readonly string[];
}

/** Object types by what names them. */
export interface ObjectTypes {
  readonly get: (name: ObjectName) => ObjectModel | undefined;
  /** What is the same for a record and the type of its schema: types that hold themselves end there. */
  readonly keyOf: (name: ObjectName) => string;
}

export function objectTypes(objects: readonly ObjectModel[]): ObjectTypes {
  const known = new Map(objects.map((object) => [objectKey(object), object]));
  const get = (name: ObjectName) => known.get(objectKey(name));
  return { get, keyOf: (name) => objectKey(get(name)?.same ?? name) };
}

/** Names of two files may be alike. */
export function objectKey({ name, file }: ObjectName): string {
  return file === undefined ? name : `${file}/${name}`;
}

/** The object types that a type holds, those within lists and maps included. */
export function objectsIn(type: TypeModel): readonly ObjectType[] {
  switch (type.kind) {
    case "object":
      return [type];
    case "list":
      return objectsIn(type.items);
    case "map":
      return objectsIn(type.values);
    case "union":
      return type.members.flatMap(objectsIn);
    default:
      return [];
  }
}

/** The object types that stand in the file of the resource. */
export function ownObjects({ objects }: RecordTypes): readonly ObjectModel[] {
  return objects.filter(({ file }) => file === undefined);
}

/** The members of a union; a type that is none is its only one. */
export function membersOf(type: TypeModel): readonly TypeModel[] {
  return type.kind === "union" ? type.members : [type];
}

/**
 * The union of types, each once and null last, without what is a value of another one: `"none" | string` is a text; a single
 * one as it is.
 */
export function unionOf(types: readonly TypeModel[]): TypeModel {
  const members = new Map<string, TypeModel>();
  for (const member of types.flatMap(membersOf)) {
    if (member.kind === "any") return member;
    if (member.kind !== "never") members.set(JSON.stringify(member), member);
  }
  const all = [...members.values()];
  const others = all.filter((member) => member.kind !== "null" && !all.some((other) => isValueOf(member, other)));
  const [first, ...rest] = [...others, ...all.filter(({ kind }) => kind === "null")];
  if (first === undefined) return { kind: "never" };
  return rest.length === 0 ? first : { kind: "union", members: [first, ...rest] };
}

/** Whether one type is a value that the other one has. */
function isValueOf(one: TypeModel, other: TypeModel): boolean {
  if (one.kind !== "literal") return false;
  const { value } = one;
  return other.kind === "integer" ? Number.isInteger(value) : other.kind === typeof value;
}
