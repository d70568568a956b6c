import type {
  CursorPart,
  FormattedPart,
  HeaderModel,
  NameModel,
  ParentPart,
  RequestTextModel,
  RuntimePart,
  TemplatePart,
  TemplateText,
  TextModel,
} from "../model/request-model.js";
import { scalarCode } from "./cursor.js";
import { access, type Code, jsonLiteral, literal, propertyName, templateLiteral } from "./encode.js";
import type { Imports } from "./imports.js";
import { pagingCode } from "./paging-code.js";
import { fieldCode, parentFieldCode } from "./parent.js";

const CONVERTERS = { text: "convertText", number: "convertNumber", unknown: "convertCursor" } as const;
const REQUEST_VALUES = "./incremental/request-values.js";

/** A text where it is used: a literal, or the option it is given by. `options` is the code of the client's options. */
export function textCode(text: TextModel, options: Code): Code {
  switch (text.kind) {
    case "literal":
      return literal(text.text);
    case "secret":
      return access(`${options}.secrets`, text.option);
    case "setting":
      return access(`${options}.settings`, text.option);
  }
}

/** The same where a resource is read. */
export function requestTextCode(text: RequestTextModel, options: Code, imports: Imports): Code {
  switch (text.kind) {
    case "template":
      return templateCode(text, imports);
    case "cursor":
      return `${imports.value(REQUEST_VALUES, "cursorText")}(${cursorCode(text, imports)})`;
    case "paging":
      return `String(${pagingCode(text.value)})`;
    case "nothing":
      return "undefined";
    default:
      return textCode(text, options);
  }
}

function templateCode({ parts }: TemplateText, imports: Imports): Code {
  const [first, ...more] = parts;
  if (first !== undefined && first.kind !== "literal" && more.length === 0) return partCode(first, imports);
  return templateLiteral(
    parts.map((part) => (part.kind === "literal" ? part.text : { code: partCode(part, imports) })),
  );
}

/** The name of a parameter or form field. */
export function nameCode(name: NameModel, imports: Imports): Code {
  return typeof name === "string" ? literal(name) : templateCode(name, imports);
}

/** The same as the key of an object literal. */
export function keyCode(name: NameModel, imports: Imports): Code {
  return typeof name === "string" ? propertyName(name) : `[${templateCode(name, imports)}]`;
}

/** A runtime value as a part of a text. */
export function partCode(part: RuntimePart | FormattedPart, imports: Imports): Code {
  if (part.kind === "formatted") return formattedCode(part, imports);
  if (part.kind === "parent") return parentTextCode(part, imports);
  if (part.kind === "partition") return access("partition", part.param);
  if (part.kind === "setting") return access("client.options.settings", part.option);
  return `${imports.value(REQUEST_VALUES, "requireCursorText")}(${cursorCode(part, imports)}, ${literal(part.value)})`;
}

function formattedCode({ value, asText, format }: FormattedPart, imports: Imports): Code {
  const [code, name] = asText ? [partCode(value, imports), nameOf(value)] : [boundCode(value, imports), nameOf(value)];
  return `${imports.value("./http/format-text.js", "formatText")}(${code}, ${literal(name)}, ${jsonLiteral({ ...format })})`;
}

/** A value that a format is for; missing ones are the format's to refuse, but a cursor without value says what to do. */
function boundCode(value: RuntimePart, imports: Imports): Code {
  if (value.kind !== "cursor")
    return value.kind === "parent" ? fieldCode(value.field.path, imports) : partCode(value, imports);
  return `${imports.value(REQUEST_VALUES, "requireCursor")}(${cursorCode(value, imports)}, ${literal(value.value)})`;
}

/** What a value is called in errors. */
function nameOf(value: RuntimePart): string {
  switch (value.kind) {
    case "parent":
      return `${value.parent}.${value.field.text}`;
    case "cursor":
      return `incremental.${value.value}`;
    case "partition":
      return value.param;
    case "setting":
      return value.option;
  }
}

/** A runtime value with its own type. */
export function runtimeCode(part: RuntimePart, imports: Imports): Code {
  if (part.kind === "partition" || part.kind === "setting") return partCode(part, imports);
  return part.kind === "parent" ? parentFieldCode(part, imports) : cursorCode(part, imports);
}

function parentTextCode(part: ParentPart, imports: Imports): Code {
  const name = literal(nameOf(part));
  return `${imports.value("./http/parent-field.js", "fieldText")}(${fieldCode(part.field.path, imports)}, ${name})`;
}

function cursorCode({ convert, format, known, value }: CursorPart, imports: Imports): Code {
  const runtime = value === "end_value" ? "incremental.endValue" : "incremental.startValue";
  const bound = known === null ? runtime : scalarCode(known, imports);
  if (convert !== null) {
    const helper = imports.value("./incremental/convert.js", CONVERTERS[convert.kind]);
    return `${helper}(${bound}, ${imports.user(convert.function)})`;
  }
  if (format === null) return bound;
  return `${imports.value("./incremental/cursor-format.js", "formatCursor")}(${bound}, ${literal(format)})`;
}

/** Headers as the entries of an object literal, one a line. */
export function headerEntries(headers: readonly HeaderModel[], options: Code): Code {
  return headers
    .map(({ name, value }) => `${propertyName(name)}: ${value ? textCode(value, options) : "null"},`)
    .join("\n");
}

/** The same for the headers of a resource. */
export function requestHeaderEntries(
  headers: readonly HeaderModel<RequestTextModel>[],
  options: Code,
  imports: Imports,
): Code {
  return headers
    .map(({ name, value }) => `${propertyName(name)}: ${value ? headerCode(name, value, options, imports) : "null"},`)
    .join("\n");
}

/** What a record brings may be no text for a header. */
export function headerCode(name: string, value: RequestTextModel, options: Code, imports: Imports): Code {
  const code = requestTextCode(value, options, imports);
  const isOfParent = value.kind === "template" && value.parts.some(isOfRecord);
  return isOfParent ? `${imports.value("./http/parent-field.js", "headerText")}(${code}, ${literal(name)})` : code;
}

function isOfRecord(part: TemplatePart): boolean {
  return part.kind === "parent" || (part.kind === "formatted" && part.value.kind === "parent");
}
