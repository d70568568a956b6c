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
  /** One of the named object types. */
  | { readonly kind: "object"; readonly name: string }
  | { readonly kind: "union"; readonly members: readonly TypeModel[] };

/** Formats of texts that columns have types for. */
export type StringFormat = "date-time" | "date" | "time" | "decimal";

export interface ObjectModel {
  /** Its name in TypeScript. */
  readonly name: string;
  readonly description: string | null;
  readonly fields: readonly FieldModel[];
  /** Whether the schema says that other fields may be there, too. */
  readonly open: boolean;
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

/** The members of a union; a type that is none is its only one. */
export function membersOf(type: TypeModel): readonly TypeModel[] {
  return type.kind === "union" ? type.members : [type];
}

/** The union of types, each once; a single one as it is. */
export function unionOf(types: readonly TypeModel[]): TypeModel {
  const members = new Map<string, TypeModel>();
  for (const member of types.flatMap(membersOf)) {
    if (member.kind === "any") return member;
    if (member.kind !== "never") members.set(JSON.stringify(member), member);
  }
  const [first, ...others] = [...members.values()];
  if (first === undefined) return { kind: "never" };
  return others.length === 0 ? first : { kind: "union", members: [first, ...others] };
}
