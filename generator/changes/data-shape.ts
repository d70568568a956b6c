/** What a connector's files say about its data: what readers compile against, and what the tables are made by. */
export interface DataShape {
  /** By name, as the config writes it. */
  readonly resources: ReadonlyMap<string, ResourceShape>;
  /** The resources that `load` takes; null: not known. */
  readonly loadable: readonly string[] | null;
}

export interface ResourceShape {
  /** The file that it is in. */
  readonly file: string;
  /** The types of its records that the file exports, and those in `schemas/` that it leads to, by name. */
  readonly types: ReadonlyMap<string, TypeShape>;
  /** The files of those in `schemas/`, by name. */
  readonly shared: ReadonlyMap<string, string>;
  /** The type of the records that the reader hands on. */
  readonly row: TypeShape;
  readonly plan: PlanShape;
}

/** A TypeScript type, as far as emitted types go. */
export type TypeShape =
  /** `unknown` takes whatever there is, `JsonValue` no interfaces: these have no index signature. */
  | { readonly kind: "any"; readonly name: "unknown" | "JsonValue" }
  | { readonly kind: "keyword"; readonly name: string }
  /** As it is written. */
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "list"; readonly items: TypeShape }
  | ObjectShape
  | { readonly kind: "union" | "intersection"; readonly members: readonly TypeShape[] }
  /** Some other type, e.g. of a function of the user's; as it is written. */
  | { readonly kind: "other"; readonly text: string };

export interface ObjectShape {
  readonly kind: "object";
  readonly fields: ReadonlyMap<string, { readonly type: TypeShape; readonly optional: boolean }>;
  /** The type of fields that are not named; null: there are none. */
  readonly otherFields: TypeShape | null;
}

/** A load plan; what is compared as a whole is text for people. */
export interface PlanShape {
  readonly table: string;
  /** `append`, `replace`, or `merge` with its strategy. */
  readonly writeDisposition: string;
  readonly primaryKey: string;
  readonly mergeKey: string;
  readonly contract: string;
  readonly maxTableNesting: string;
  /** The declared columns, by table and name; a column is what is said of it. */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, ColumnShape>>;
}

/** The properties of a declared column other than its name, as they are written. */
export type ColumnShape = ReadonlyMap<string, string>;

/** A type as TypeScript writes it, on one line. */
export function typeText(type: TypeShape): string {
  switch (type.kind) {
    case "any":
    case "keyword":
    case "named":
      return type.name;
    case "literal":
    case "other":
      return type.text;
    case "list":
      return `${inBrackets(type.items)}[]`;
    case "object":
      return objectText(type);
    case "union":
      return type.members.map(typeText).join(" | ");
    case "intersection":
      return type.members.map(inBrackets).join(" & ");
  }
}

function inBrackets(type: TypeShape): string {
  return type.kind === "union" || type.kind === "intersection" ? `(${typeText(type)})` : typeText(type);
}

function objectText({ fields, otherFields }: ObjectShape): string {
  const named = Array.from(fields, ([name, { type, optional }]) => `${name}${optional ? "?" : ""}: ${typeText(type)}`);
  const others = otherFields === null ? [] : [`[field: string]: ${typeText(otherFields)}`];
  return `{ ${[...named, ...others].join("; ")} }`;
}

/** The members of a union; a type that is none is its only one. */
export function membersOf(type: TypeShape): readonly TypeShape[] {
  return type.kind === "union" ? type.members : [type];
}
