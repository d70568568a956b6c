import type { JSONSchema } from "json-schema-to-typescript";
import { membersOf, type ObjectModel, type TypeModel } from "../types/type-model.js";
import { type Code, commentText, literal, propertyName } from "./encode.js";
import type { Imports } from "./imports.js";
import type { LaidOut } from "./laid-out.js";
import { fits, isPlain, withPreferredQuotes } from "./layout.js";

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
 * Prints interfaces through json-schema-to-typescript. It gets a schema of our own making, with placeholders for the
 * names: it would resolve references, run `tsType` and leave a comment that ends early as it is.
 */
export async function interfacesCode(interfaces: readonly InterfaceCode[], laidOut: LaidOut): Promise<Code> {
  const { compile } = await import("json-schema-to-typescript");
  const records = interfaces.map((one, index) => [`r${index}`, recordSchema(one, index)] as const);
  const all = { type: "object" as const, additionalProperties: false, properties: Object.fromEntries(records) };
  const printed = await compile(all, "All", { bannerComment: "", format: false });
  const blocks = printed.trim().split(START).slice(2);
  const laid = await Promise.all(
    interfaces.map((one, index) => {
      const lines = layOutInterface(one, blocks[index]?.trim().split("\n").slice(1, -1) ?? []);
      return lines.every((line) => isComment(line) || (isPlain(line) && (fits(line) || isUnbreakable(line))))
        ? lines.join("\n")
        : laidOut.print(lines.join("\n"));
    }),
  );
  return laidOut.statements(laid.join("\n\n"));
}

/** Where an interface begins, with its comment. */
const START = new RegExp(`(?:^/\\*\\*\\n(?: \\*.*\\n)*? \\*/\\n)?^export interface (?=All |${PLACEHOLDER}\\d+ )`, "m");

function isComment(line: Code): boolean {
  return line.trimStart().startsWith("/** ");
}

/** A member of one named type, or null: Prettier breaks it nowhere. */
function isUnbreakable(line: Code): boolean {
  return /^ {2}[\w$]+\??: [\w$]+((\[\])*| \| null);$/.test(line);
}

function recordSchema({ properties, otherFields }: InterfaceCode, index: number): JSONSchema {
  const members = properties.map(({ type, comment }, position) => {
    return [`p${position}`, { tsType: type, ...(comment === "" ? {} : { description: comment }) }] as const;
  });
  return {
    title: `${PLACEHOLDER}${index}`,
    type: "object",
    properties: Object.fromEntries(members),
    required: properties.flatMap(({ required }, position) => (required ? [`p${position}`] : [])),
    additionalProperties: otherFields !== null,
  };
}

/** The members as they were printed, with their names, and with comments and indents as Prettier has them. */
function layOutInterface({ name, comment, properties, otherFields }: InterfaceCode, members: readonly Code[]): Code[] {
  const lines = members
    .join("\n")
    .replace(/^\/\*\*\n \* (.*)\n \*\/$/gm, (_, text: Code) => `/** ${text.trim()} */`)
    .replace(/^\[k: string\]: .*$/m, () => `[field: string]: ${otherFields ?? "never"}`)
    .replace(/^p(\d+)(?=\??: )/gm, (_, index: string) => propertyName(properties[Number(index)]?.name ?? ""))
    .split("\n")
    .filter((line) => line.trim() !== "")
    .flatMap((line) => (line.startsWith("/** ") ? [`  ${line}`] : layOutMember(line)));
  const head = comment === "" ? [] : [`/** ${comment} */`];
  if (lines.length === 0) return [...head, `export interface ${name} {}`];
  return [...head, `export interface ${name} {`, ...lines, "}"];
}

/**
 * A union that is too long stands in the next line, or in a line for each of its members, that of the elements of a list
 * in parentheses.
 */
function layOutMember(member: Code): readonly Code[] {
  const line = `  ${withPreferredQuotes(member)};`;
  const [, start = "", list, union = ""] =
    /^(  (?:[\w$]+|"[^"\\]*")\??:) (\()?((?:"(?:[^"\\]|\\.)*"|[^"(){}])*)(?:\)\[\])?;$/.exec(line) ?? [];
  const members = union.match(/(?:"(?:[^"\\]|\\.)*"|[^"|])+/g) ?? [];
  if (fits(line) || isUnbreakable(line) || members.length < 2 || (list === undefined) === line.endsWith(")[];"))
    return [line];
  const inner = `    ${members.map((one) => one.trim()).join(" | ")}`;
  if (list !== undefined && fits(inner)) return [`${start} (`, inner, "  )[];"];
  if (list === undefined && fits(`${inner};`)) return [start, `${inner};`];
  const lines = members.map((one) => `    | ${one.trim()}`);
  return list === undefined ? [start, ...lines.slice(0, -1), `${lines.at(-1)};`] : [`${start} (`, ...lines, "  )[];"];
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
      return elementCode(type.items, imports);
    case "map":
      return `{ [field: string]: ${typeCode(type.values, imports)} }`;
    case "object":
      return type.file === undefined ? type.name : imports.schemaType(type.file, type.name);
    case "union":
      // A number and an integer are one type here.
      return [...new Set(membersOf(type).flatMap((member) => membersCode(member, imports)))].join(" | ");
  }
}

function membersCode(member: TypeModel, imports: Imports): readonly Code[] {
  return member.kind === "integer" && member.wide ? ["number", "bigint"] : [typeCode(member, imports)];
}

function elementCode(items: TypeModel, imports: Imports): Code {
  const type = typeCode(items, imports);
  return items.kind === "union" || (items.kind === "integer" && items.wide) ? `(${type})[]` : `${type}[]`;
}
