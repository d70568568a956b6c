import { membersOf, type ObjectModel, type TypeModel } from "../types/type-model.js";
import { type Code, commentText, isIdentifier, literal, propertyName } from "./encode.js";
import type { Imports } from "./imports.js";

/** A name that json-schema-to-typescript leaves as it is; it respells some, e.g. with a letter behind a digit. */
const PLACEHOLDER = "ApiRecord";

/** A property of an interface; `type` and `comment` are code, the comment without its delimiters. */
export interface PropertyCode {
  readonly name: string;
  readonly type: Code;
  readonly required: boolean;
  readonly comment: Code;
}

/** An interface, before it is printed. */
export interface InterfaceCode {
  readonly name: Code;
  readonly comment: Code;
  readonly properties: readonly PropertyCode[];
  /** The type of other fields; null: none are known of. */
  readonly otherFields: Code | null;
}

/**
 * Prints an interface through json-schema-to-typescript. It gets a schema of our own making, with placeholders for the
 * names: it would resolve references, run `tsType` and leave a comment that ends early as it is.
 */
export async function interfaceCode({ name, comment, properties, otherFields }: InterfaceCode): Promise<Code> {
  const { compile } = await import("json-schema-to-typescript");
  const members = properties.map(({ type, comment: description }, index) => {
    return [`p${index}`, { tsType: type, ...(description === "" ? {} : { description }) }] as const;
  });
  const schema = {
    title: PLACEHOLDER,
    ...(comment === "" ? {} : { description: comment }),
    type: "object" as const,
    properties: Object.fromEntries(members),
    required: properties.flatMap(({ required }, index) => (required ? [`p${index}`] : [])),
    additionalProperties: otherFields === null ? false : { tsType: "OtherFields" },
  };
  const code = await compile(schema, PLACEHOLDER, { bannerComment: "", format: false });
  return code
    .trim()
    .replace(/\/\*\*\n\s*\* ([^\n]*)\n\s*\*\//g, (_, text: Code) => `/** ${text} */`)
    .replace(/^\[k: string\]: .*$/m, () => `[field: string]: ${otherFields ?? "never"}`)
    .replace(/^p(\d+)(?=\??: )/gm, (_, index: string) => propertyName(properties[Number(index)]?.name ?? ""))
    .replace(`export interface ${PLACEHOLDER} `, () => `export interface ${name} `);
}

/** The interface of an object type. */
export function objectInterface(object: ObjectModel, imports: Imports): InterfaceCode {
  return {
    name: object.name,
    comment: commentText(object.description ?? ""),
    properties: object.fields.map(({ name, type, required, description }) => ({
      name,
      type: typeCode(type, imports),
      required,
      comment: commentText(description ?? ""),
    })),
    otherFields: object.open ? "unknown" : null,
  };
}

export function typeCode(type: TypeModel, imports: Imports): Code {
  switch (type.kind) {
    case "any":
      return imports.type("./http/json.js", "JsonValue");
    case "never":
    case "null":
    case "boolean":
    case "string":
    case "number":
      return type.kind;
    case "integer":
      return type.wide ? "number | bigint" : "number";
    case "literal":
      return typeof type.value === "string" ? literal(type.value) : String(type.value);
    case "list":
      return elementCode(typeCode(type.items, imports));
    case "map":
      return `{ [field: string]: ${typeCode(type.values, imports)} }`;
    case "object":
      return type.name;
    case "union":
      return membersOf(type)
        .map((member) => typeCode(member, imports))
        .join(" | ");
  }
}

function elementCode(type: Code): Code {
  return isIdentifier(type) ? `${type}[]` : `(${type})[]`;
}
