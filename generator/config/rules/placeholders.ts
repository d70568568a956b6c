import type { Place } from "../../diagnostics/collector.js";
import { parsePath } from "../../paths/parse.js";
import { entryOf, valueOf, type ConfigNode, type MapEntry } from "../../read/document.js";
import type { Check } from "../check/check.js";
import type { EffectiveResource } from "../resources.js";
import { parseFormat } from "../format-spec.js";
import { parseTemplate, placeholdersOf, type TemplatePiece } from "../templates.js";
import { createPathBinding, referenceMeant } from "./path-binding.js";
import { isFalsy, textOf } from "./rule.js";
import { templatedText, templatedTexts, type TemplatedText } from "./templated-texts.js";

/** A reference to a field of a parent's record. */
export interface ParentReference {
  readonly parent: string;
  readonly place: Place;
}

type Placeholder = Extract<TemplatePiece, { kind: "placeholder" }>;

/** Values of `{incremental.…}` in dlt. */
const INCREMENTAL_VALUES = ["start_value", "last_value", "initial_value", "end_value"];

/**
 * Judges the placeholders of one resource in the order dlt meets them: the path, which
 * takes literal and resolve params out of `params`, then params, json, data and headers.
 */
export function checkPlaceholders(
  check: Check,
  resource: EffectiveResource,
  names: readonly string[],
): readonly ParentReference[] {
  const endpoint = valueOf(resource.node, "endpoint");
  const declared = entryOf(endpoint, "incremental") !== undefined;
  const references: ParentReference[] = [];
  const context: Context = { check, declared, names, increment: incrementOf(resource), references };

  const params = valueOf(endpoint, "params");
  const entries = params?.kind === "map" ? params.entries : [];
  for (const entry of entries) addResolveParam(context, entry);
  const bound = checkPath(context, resource, entries);
  for (const entry of entries) {
    checkListParam(context, entry);
    if (bound.has(entry.key)) continue;
    if (isTyped(entry)) {
      checkTypedParam(context, entry);
      continue;
    }
    checkText(context, { text: entry.key, place: () => check.at.key(entry), isKey: true });
    for (const text of templatedTexts(check, entry.value)) checkText(context, text);
  }
  for (const key of ["json", "data", "headers"]) {
    for (const text of templatedTexts(check, valueOf(endpoint, key))) {
      checkText(context, text, { typed: key === "json" && !text.isKey });
      if (key === "headers" && text.isKey && placeholdersOf(text.text).length > 0) {
        check.report("placeholder-in-header-name", text.place(0, text.text.length), {});
      }
    }
  }
  return references;
}

interface Context {
  readonly check: Check;
  /** Whether `endpoint.incremental` is there, even null: dlt asks no more. */
  readonly declared: boolean;
  /** The resources of the config. */
  readonly names: readonly string[];
  /** What holds the options of the cursor. */
  readonly increment: ConfigNode | undefined;
  readonly references: ParentReference[];
}

/** dlt: of both forms the parameter's counts. */
function incrementOf({ node }: EffectiveResource): ConfigNode | undefined {
  const endpoint = valueOf(node, "endpoint");
  const params = valueOf(endpoint, "params");
  const typed = (params?.kind === "map" ? params.entries : []).find(
    ({ value }) => textOf(valueOf(value, "type")) === "incremental",
  );
  return typed?.value ?? valueOf(endpoint, "incremental");
}

function isTyped({ value }: MapEntry): boolean {
  return value.kind === "map" && entryOf(value, "type") !== undefined;
}

/** dlt looks for placeholders in the options of the cursor's parameter, too, but fills none in. */
function checkTypedParam(context: Context, entry: MapEntry): void {
  const { check } = context;
  if (textOf(valueOf(entry.value, "type")) !== "incremental") return;
  const name = { text: entry.key, place: () => check.at.key(entry), isKey: true };
  for (const text of [name, ...templatedTexts(check, entry.value)]) {
    checkText(context, text);
    const [placeholder] = placeholdersOf(text.text);
    if (placeholder !== undefined && isContext(context, placeholder)) {
      check.report("placeholder-not-of-a-value", text.place(placeholder.start, placeholder.end), {});
    }
  }
}

/** The values of a list are sent as they are. */
function checkListParam(context: Context, { value }: MapEntry): void {
  if (textOf(valueOf(value, "type")) !== "list") return;
  for (const { text, place } of templatedTexts(context.check, valueOf(value, "values"))) {
    const placeholder = placeholdersOf(text).find((each) => isContext(context, each));
    if (placeholder === undefined) continue;
    context.check.report("placeholder-in-list", place(placeholder.start, placeholder.end), {});
  }
}

function isContext({ declared }: Context, { name }: Placeholder): boolean {
  return name.startsWith("resources.") || (declared && name.startsWith("incremental."));
}

function addResolveParam({ check, references }: Context, { value }: MapEntry): void {
  if (textOf(valueOf(value, "type")) !== "resolve") return;
  const parent = valueOf(value, "resource");
  if (parent?.kind !== "string") return;
  references.push({ parent: parent.value, place: check.at.node(parent) });
}

/** Returns the names of the params the path takes. */
function checkPath(context: Context, resource: EffectiveResource, params: readonly MapEntry[]): ReadonlySet<string> {
  const { check } = context;
  const path = valueOf(valueOf(resource.node, "endpoint"), "path");
  const binding = createPathBinding(check, params, context.names, (value, resolved) => {
    checkBoundText(context, templatedText(check, value), resolved);
  });
  if (path?.kind !== "string") return binding.finish();
  const text = templatedText(check, path);
  const parsed = parseTemplate(path.value);
  if (parsed.kind === "error") {
    check.report("template-syntax", text.place(parsed.start, parsed.end), { problem: parsed.problem });
    return new Set(params.map(({ key }) => key));
  }
  for (const piece of parsed.pieces) {
    if (piece.kind === "text") {
      if (piece.escaped) check.report("escaped-brace-in-path", text.place(0, path.value.length), {});
      reportColons(check, text, path.value);
      continue;
    }
    const place = text.place(piece.start, piece.end);
    const { name } = piece;
    if (name === "") {
      check.report("empty-placeholder-in-path", place, {});
      continue;
    }
    if (piece.format !== "" || piece.conversion !== "") check.report("format-lost", place, { name });
    if (/^https?:\/\/[^/?#]*$/i.test(path.value.slice(0, piece.start)) && name.includes(".")) {
      check.report("placeholder-in-host", place, { name });
    }
    if (!checkContext(context, piece, text)) binding.bind(piece, place, path.value);
  }
  return binding.finish();
}

/**
 * A param's text with braces that goes into the path: dlt fills in the path after that, where the cursor has values in
 * either form.
 */
function checkBoundText(context: Context, text: TemplatedText, resolved: readonly string[]): void {
  checkText({ ...context, declared: context.declared || context.increment !== undefined }, text, { resolved });
}

/** `/orders/:id/lines`: what other tools read as a parameter is sent as it is. */
function reportColons(check: Check, text: TemplatedText, path: string): void {
  for (const { index, 0: segment } of path.matchAll(/(?<=\/):[A-Za-z_]\w*(?=\/|\?|$)/g)) {
    check.report("colon-in-path", text.place(index, index + segment.length), { segment });
  }
}

/** Expressions of Airbyte and other tools, as dlt sends them: with single braces around. */
const EXPRESSION =
  /\{\s*(?:config|parameters|stream_\w+|next_page_token|record|response|env|env_var|secrets?|vars?|now_utc|today_utc)\b[^{}]*\}/;

interface TextRules {
  /** A text that is one placeholder and nothing else keeps the value's type, and so may be null. */
  readonly typed?: boolean;
  /** Of a param that goes into the path: the params of type resolve, which may be named. */
  readonly resolved?: readonly string[];
}

function checkText(context: Context, text: TemplatedText, { typed = false, resolved }: TextRules = {}): void {
  const { check, declared } = context;
  const parsed = parseTemplate(text.text);
  if (parsed.kind === "error") {
    check.report("template-syntax", text.place(parsed.start, parsed.end), { problem: parsed.problem });
    return;
  }
  for (const piece of parsed.pieces) {
    if (piece.kind === "text") {
      const [expression] = (piece.escaped ? EXPRESSION.exec(piece.text) : null) ?? [];
      if (expression !== undefined) check.report("expression", text.place(0, text.text.length), { expression });
      continue;
    }
    const place = text.place(piece.start, piece.end);
    const format = parseFormat(piece.conversion, piece.format);
    if (format.kind === "error") check.report("placeholder-format", place, { problem: format.problem });
    if (piece.name === "") check.report("empty-placeholder", place, {});
    else if (resolved?.includes(piece.name)) continue;
    else if (!checkContext(context, piece, text, typed && parsed.pieces.length === 1)) {
      const increment = declared ? INCREMENTAL_VALUES.map((value) => `{incremental.${value}}`) : [];
      const known = ["{resources.<parent>.<field>}", ...increment];
      check.report("unknown-placeholder", place, {
        name: piece.name,
        known,
        meant: referenceMeant(piece.name, context.names),
        isBound: resolved !== undefined,
      });
    }
  }
}

/** Whether a placeholder belongs to a parent or to the increment; then it is judged here. */
function checkContext(context: Context, piece: Placeholder, text: TemplatedText, nullable = false): boolean {
  if (piece.name.startsWith("resources.")) {
    checkReference(context, piece, text);
    return true;
  }
  if (!context.declared || !piece.name.startsWith("incremental.")) return false;
  const name = piece.name.slice("incremental.".length);
  const place = text.place(piece.start, piece.end);
  if (!INCREMENTAL_VALUES.includes(name)) {
    context.check.report("unknown-incremental-value", place, { name, known: INCREMENTAL_VALUES });
  } else if (!nullable) {
    const needed = name === "end_value" || name === "initial_value" ? name : "cursor_path";
    // The windows of a range have an end each.
    const found =
      valueOf(context.increment, needed === "end_value" ? "step" : needed) ?? valueOf(context.increment, needed);
    if (found === undefined || (needed === "cursor_path" && isFalsy(found))) {
      context.check.report("incremental-value-unset", place, { name, needed });
    }
  }
  return true;
}

/** `resources.<parent>.<field>`: the parent ends at the next dot, the rest is a JSONPath. */
function checkReference({ check, references }: Context, piece: Placeholder, text: TemplatedText): void {
  const place = text.place(piece.start, piece.end);
  const [prefix = "", parent = ""] = piece.name.split(".", 2);
  const fieldStart = prefix.length + 1 + parent.length + 1;
  const field = piece.name.slice(fieldStart);
  if (field === "") {
    check.report("reference-without-field", place, { reference: piece.name });
    return;
  }
  references.push({ parent, place });
  const parsed = parsePath(field);
  if (parsed.kind === "path") return;
  const offset = piece.start + 1 + fieldStart;
  const { problem, hint } = parsed;
  const kind = parsed.kind === "syntax" ? "json-path-syntax" : "json-path-unsupported";
  check.report(kind, text.place(offset + parsed.start, offset + parsed.end), { problem, hint });
}
