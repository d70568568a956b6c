import { parseFormat } from "../config/format-spec.js";
import { parseTemplate, placeholdersOf, type TemplatePiece } from "../config/templates.js";
import type { JsonModel } from "./body-model.js";
import { cursorPart, cursorScalarText } from "./cursor.js";
import type { CursorModel, CursorScalar, CursorValueName } from "./cursor-model.js";
import type {
  FormattedPart,
  NameModel,
  RequestTextModel,
  RuntimePart,
  TemplatePart,
  TextModel,
} from "./request-model.js";
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

/** The same for the name of a parameter or field. */
export function resolveName(text: string, context: TemplateContext): NameModel {
  const name = resolveTemplate(text, context);
  return name.kind === "literal" ? name.text : { kind: "template", parts: templateParts(text, context) };
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
    case "formatted":
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

/** The literal and other parts of a text. `encode` is for values that the config says itself, which become literal. */
export function templateParts(
  text: string,
  context: TemplateContext,
  encode: (value: string) => string = (value) => value,
): readonly TemplatePart[] {
  return valuesIn(text, context).map((value) => {
    if (typeof value === "string") return { kind: "literal", text: value };
    if (value.kind === "unset") throw new Error("a placeholder without value: the validator lets none through");
    if (isRuntimePart(value)) return value;
    return { kind: "literal", text: encode(cursorScalarText(value, context.cursor?.format ?? null)) };
  });
}

function isRuntimePart(value: Exclude<Found, string>): value is RuntimePart | FormattedPart {
  return ["cursor", "formatted", "parent", "partition", "setting"].includes(value.kind);
}

type Found = string | CursorScalar | RuntimePart | FormattedPart | { readonly kind: "unset" };

type Placeholder = Extract<TemplatePiece, { kind: "placeholder" }>;

function valuesIn(text: string, context: TemplateContext): readonly Found[] {
  const parsed = parseTemplate(text);
  if (parsed.kind === "error") throw new Error("a template that does not parse: the validator lets none through");
  return parsed.pieces.map((piece) => (piece.kind === "text" ? piece.text : valueOfPiece(piece, context)));
}

function valueOfPiece(piece: Placeholder, context: TemplateContext): Found {
  const written = parseFormat(piece.conversion, piece.format);
  if (written.kind === "error") throw new Error("a format that is none: the validator lets none through");
  const { format, asText } = written;
  const value = foundValue(piece.name, context, format !== null);
  if (format === null || value.kind === "unset" || value.kind === "text" || value.kind === "number") return value;
  return { kind: "formatted", value, asText, format };
}

/** `late`: what the config says itself is a value of the run's as well. */
function foundValue(
  name: string,
  { cursor, resolved }: TemplateContext,
  late: boolean,
): CursorScalar | RuntimePart | { readonly kind: "unset" } {
  const fromConfig = (bound: CursorValueName, value: CursorScalar | null) => {
    if (value === null || cursor === null) return { kind: "unset" } as const;
    return cursor.convert === null && !late ? value : cursorPart(bound, cursor, value);
  };
  switch (name) {
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
      const found = resolved?.get(name) ?? parentPart(name);
      if (found === undefined) throw new Error(`a placeholder for ${name}: the validator lets none through`);
      return found;
    }
  }
}
