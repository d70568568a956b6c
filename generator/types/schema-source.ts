import type { ObjectModel, ObjectType, TypeModel } from "./type-model.js";

/** A part of a JSON Schema. */
export interface SchemaPlace {
  /** Names the document: `""` for the one that all begins with. */
  readonly document: string;
  /** JSON pointer (RFC 6901) in it. */
  readonly pointer: string;
  readonly value: unknown;
}

/** What can be wrong with a schema. */
export type SchemaProblem =
  | { readonly kind: "no-schema"; readonly found: string }
  | { readonly kind: "keyword"; readonly keyword: string; readonly expected: string }
  | { readonly kind: "unknown-type"; readonly found: string }
  | { readonly kind: "reference"; readonly reference: string; readonly problem: string }
  | { readonly kind: "no-object" };

/** Types that stand in files of their own, for all resources that have them. */
export interface SharedTypes {
  /**
   * The object type that several schemas make up, where one of the definitions that led to them has it. `id` names the
   * schemas.
   */
  readonly objectOf: (through: readonly SchemaPlace[], id: string) => ObjectType | undefined;
  /** The same, where a definition that has it was read already. */
  readonly knownObject: SharedTypes["objectOf"];
  /** What a definition is called, where a place is the whole of one. */
  readonly nameOf: (place: SchemaPlace) => string | undefined;
  /** Whether a type in a file of its own may have this name. */
  readonly isType: (name: string) => boolean;
  /** Every shared object type that some types lead to, the outer ones first. */
  readonly objectsFrom: (types: readonly TypeModel[]) => readonly ObjectModel[];
}

/** Where schemas come from, and where their problems go. */
export interface SchemaSource {
  readonly root: SchemaPlace;
  /** What a `$ref` of a place leads to; undefined when nowhere, which has been reported then. */
  readonly resolve: (reference: string, from: SchemaPlace) => SchemaPlace | undefined;
  readonly report: (place: SchemaPlace, problem: SchemaProblem) => void;
  /** Left out: all types are the record's own. */
  readonly shared?: SharedTypes;
}

/** The place a JSON pointer leads to from the root of a document; undefined when nothing is there. */
export function placeAt(root: SchemaPlace, pointer: string): SchemaPlace | undefined {
  if (pointer === "") return root;
  if (!pointer.startsWith("/")) return undefined;
  let place: SchemaPlace | undefined = root;
  for (const part of decode(pointer).slice(1).split("/")) {
    place = place && below(place, part.replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  return place;
}

/** The place below a key or an index; undefined when there is none. */
export function below(place: SchemaPlace, key: string | number): SchemaPlace | undefined {
  const { value } = place;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  const pointer = `${place.pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return { document: place.document, pointer, value: (value as Readonly<Record<string | number, unknown>>)[key] };
}

/** Pointers in a `$ref` are percent-encoded (RFC 6901, section 6). */
function decode(pointer: string): string {
  try {
    return decodeURIComponent(pointer);
  } catch {
    return pointer;
  }
}
