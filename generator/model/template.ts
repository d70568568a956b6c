import { parseTemplate, placeholdersOf } from "../config/templates.js";
import type { JsonModel } from "./body-model.js";
import { cursorPart, cursorScalarText } from "./cursor.js";
import type { CursorModel, CursorScalar, CursorValueName } from "./cursor-model.js";
import type { RequestTextModel, RuntimePart, TemplatePart, TextModel } from "./model.js";
import { parentPart } from "./parent.js";

/** What the placeholders of an endpoint stand for. */
export interface TemplateContext {
  readonly cursor: CursorModel | null;
  /** The params of type resolve and list, which the path holds as `{param}`. */
  readonly resolved?: ReadonlyMap<string, RuntimePart>;
}

/**
 * A text of an endpoint's params, body or headers, which dlt reads as a format string: doubled braces stand for single
 * ones, placeholders for values.
 */
export function resolveTemplate(text: string, context: TemplateContext): RequestTextModel {
  const parts = templateParts(text, context);
  if (parts.some(({ kind }) => kind !== "literal")) return { kind: "template", parts };
  return { kind: "literal", text: parts.map((part) => (part.kind === "literal" ? part.text : "")).join("") };
}

export function fillTemplate(value: TextModel, context: TemplateContext): RequestTextModel {
  return value.kind === "literal" ? resolveTemplate(value.text, context) : value;
}

/** dlt: in a JSON body a text that is one placeholder and nothing else becomes its value, with its type. */
export function resolveJsonText(text: string, context: TemplateContext): JsonModel {
  const [only, ...more] = valuesIn(text, context);
  const cursorFormat = context.cursor?.format ?? null;
  if (only === undefined || more.length > 0 || typeof only === "string" || isConverted(text)) {
    return { kind: "text", text: resolveTemplate(text, context) };
  }
  switch (only.kind) {
    case "unset":
      return { kind: "null" };
    case "number":
      if (cursorFormat === null) return only;
      return { kind: "text", text: resolveTemplate(text, context) };
    case "text":
      return { kind: "text", text: resolveTemplate(text, context) };
    case "cursor":
    case "parent":
    case "partition":
    case "setting":
      return { kind: "runtime", value: only };
  }
}

/** `{name!s}`: the value as text. */
function isConverted(text: string): boolean {
  return placeholdersOf(text).some(({ conversion }) => conversion !== "");
}

/** The literal and other parts of a text. */
export function templateParts(text: string, context: TemplateContext): readonly TemplatePart[] {
  return valuesIn(text, context).map((value) => {
    if (typeof value === "string") return { kind: "literal", text: value };
    if (value.kind === "unset") throw new Error("a placeholder without value: the validator lets none through");
    if (isRuntimePart(value)) return value;
    return { kind: "literal", text: cursorScalarText(value, context.cursor?.format ?? null) };
  });
}

function isRuntimePart(value: Exclude<Found, string>): value is RuntimePart {
  return ["cursor", "parent", "partition", "setting"].includes(value.kind);
}

type Found = string | CursorScalar | RuntimePart | { readonly kind: "unset" };

function valuesIn(text: string, { cursor, resolved }: TemplateContext): readonly Found[] {
  const parsed = parseTemplate(text);
  if (parsed.kind === "error") throw new Error("a template that does not parse: the validator lets none through");
  const fromConfig = (name: CursorValueName, value: CursorScalar | null): Found => {
    if (value === null) return { kind: "unset" };
    return cursor === null || cursor.convert === null ? value : cursorPart(name, cursor, value);
  };
  return parsed.pieces.map((piece) => {
    if (piece.kind === "text") return piece.text;
    switch (piece.name) {
      // dlt moves last_value while it reads the children of many parents, and so loses records.
      case "incremental.start_value":
      case "incremental.last_value":
        return cursor === null ? { kind: "unset" } : cursorPart("start_value", cursor);
      case "incremental.initial_value":
        return fromConfig("initial_value", cursor?.initialValue ?? null);
      case "incremental.end_value":
        if (cursor?.windows) return cursorPart("end_value", cursor);
        return fromConfig("end_value", cursor?.end?.value ?? null);
      default: {
        const found = resolved?.get(piece.name) ?? parentPart(piece.name);
        if (found === undefined) throw new Error(`a placeholder for ${piece.name}: the validator lets none through`);
        return found;
      }
    }
  });
}
