import { parseCondition } from "./condition.js";
import { createCursor, END_OF_PATH, fail, type Cursor, PathError } from "./cursor.js";
import type { JsonPath, PathStep } from "./steps.js";

/** What a JSONPath means, or the part of it that has no meaning here. */
export type ParsedPath =
  | { readonly kind: "path"; readonly path: JsonPath }
  | {
      /** `syntax`: no JSONPath to dlt either. `unsupported`: dlt reads it, gen-connector does not. */
      readonly kind: "syntax" | "unsupported";
      readonly problem: string;
      readonly hint: string;
      /** Offsets into the path; `start` equals `end` at its end. */
      readonly start: number;
      readonly end: number;
    };

/** Names that are operators unless quoted (jsonpath-ng). */
const OPERATOR_NAMES: ReadonlySet<string> = new Set(["where", "wherenot"]);
const ARITHMETIC: ReadonlySet<string> = new Set(["+", "-", "*", "/"]);

/**
 * Parses a JSONPath of dlt's dialect (jsonpath-ng, extended): names, quoted names, lists of names and
 * indexes, slices, wildcards, descendants, unions and filters that compare. Functions, sorting, arithmetic, negation and
 * comparing two paths are refused, and nothing is ever evaluated.
 */
export function parsePath(text: string): ParsedPath {
  const cursor = createCursor(text);
  try {
    const path = parseSteps(cursor, "path", true);
    if (cursor.peek().kind !== "end") failAfterPath(cursor);
    return { kind: "path", path };
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    const { kind, problem, start, end } = error;
    return { kind, problem, hint: error.hint === "" ? otherDialect(text) : error.hint, start, end };
  }
}

/** What a path of jq (`.data[]`), JMESPath (`data[].id`) or JSON Pointer (`/data/items`) is here; empty for any other. */
function otherDialect(text: string): string {
  const steps = /^\/[\w-]+(?:\/[\w-]+)*$/.test(text) ? text.slice(1).replaceAll("/", ".") : text;
  const mended = steps.replace(/^\.(?=[\w[])/, "").replaceAll("[]", "[*]");
  return mended !== text && parsePath(mended).kind === "path" ? `write ${mended}` : "";
}

/** Whether `$` may begin an operand, which is so where the operand is looked for in the whole document. */
type Dollar = "allowed" | "in parentheses" | "refused";

/**
 * Parses up to what cannot go on a path. As in jsonpath-ng `|` binds tighter than `.`, which binds as `..` does, and a
 * bracket applies to everything on its left: `a.b|c[0]` is the first of `a.(b|c)`.
 */
function parseSteps(cursor: Cursor, place: "path" | "filter", atRoot: boolean): JsonPath {
  let done: JsonPath = [];
  let alternatives: JsonPath[] = [parseOperand(cursor, place, atRoot ? "allowed" : "refused")];
  const collapsed = (): JsonPath => [...done, ...union(alternatives)];
  for (;;) {
    const { kind, value } = cursor.peek();
    if (kind !== "symbol") return collapsed();
    if (value === "." || value === "..") {
      cursor.next();
      done = value === "." ? collapsed() : [...collapsed(), { kind: "descendants" }];
      alternatives = [parseOperand(cursor, place, "refused")];
    } else if (value === "|" && place === "path") {
      cursor.next();
      alternatives.push(parseOperand(cursor, place, atRoot && done.length === 0 ? "in parentheses" : "refused"));
    } else if (value === "[") {
      cursor.next();
      alternatives = [[...collapsed(), parseBracketContent(cursor)]];
      done = [];
    } else {
      return collapsed();
    }
  }
}

function union(paths: readonly JsonPath[]): JsonPath {
  const [only] = paths;
  return paths.length === 1 && only !== undefined ? only : [{ kind: "union", paths }];
}

function parseOperand(cursor: Cursor, place: "path" | "filter", dollar: Dollar): JsonPath {
  const token = cursor.next();
  switch (token.kind) {
    case "name":
    case "text":
      return [parseNames(cursor, nameOf(token))];
    case "integer":
      return [{ kind: "field", name: token.value }];
    case "symbol":
      break;
    default:
      return fail.unexpected(token, "a key");
  }
  switch (token.value) {
    case "$":
      if (place === "filter") fail.unsupported(token, "$ inside a filter is not supported", "begin with @");
      if (dollar !== "allowed") fail.unsupported(token, "$ may only stand at the beginning", "two paths: ($.a)|($.b)");
      return [];
    case "@":
      return [];
    case "*":
      return [{ kind: "wildcard", of: "values" }];
    case "[":
      return [parseBracketContent(cursor)];
    case "(": {
      const nested = cursor.nested(() => parseSteps(cursor, place, dollar !== "refused"));
      cursor.expect(")");
      return nested;
    }
    default:
      return fail.unexpected(token, "a key");
  }
}

function nameOf(token: ReturnType<Cursor["next"]>): string {
  if (token.kind === "name" && OPERATOR_NAMES.has(token.value)) {
    fail.syntax(token, `${token.value} is an operator`, `a key of this name needs quotes: '${token.value}'`);
  }
  if (token.value === "") fail.unsupported(token, "an empty key is not supported");
  return token.value;
}

/** `a`, `a,b`. */
function parseNames(cursor: Cursor, first: string): PathStep {
  const names = [first];
  while (cursor.accept(",")) {
    const token = cursor.next();
    if (token.kind !== "name" && token.kind !== "text") fail.unexpected(token, "a key");
    names.push(nameOf(token));
  }
  return names.length === 1 ? { kind: "field", name: first } : { kind: "fields", names };
}

function parseBracketContent(cursor: Cursor): PathStep {
  const step = parseSelection(cursor);
  cursor.expect("]");
  return step;
}

function parseSelection(cursor: Cursor): PathStep {
  const token = cursor.peek();
  if (token.kind === "integer" || (token.kind === "symbol" && token.value === ":")) return parseIndexes(cursor);
  cursor.next();
  if (token.kind === "name" || token.kind === "text") return parseNames(cursor, nameOf(token));
  if (token.kind === "symbol") {
    if (token.value === "*") return { kind: "wildcard", of: "elements" };
    if (token.value === "?") return parseFilter(cursor);
    if (token.value === "/" || token.value === "\\") fail.unsupported(token, "sorting is not supported");
  }
  return fail.unexpected(token, "a key, an index, a slice, * or a filter");
}

function parseFilter(cursor: Cursor): PathStep {
  const condition = cursor.nested(() => parseCondition(cursor, () => parseSteps(cursor, "filter", true)));
  return { kind: "filter", condition };
}

function parseIndexes(cursor: Cursor): PathStep {
  const bounds: (number | null)[] = [cursor.integer()];
  while (bounds.length < 3 && cursor.accept(":")) bounds.push(cursor.integer());
  const [start = null, end = null, step = null] = bounds;
  if (bounds.length > 1) return { kind: "slice", start, end, step };
  const indexes = [start ?? 0];
  while (cursor.accept(",")) {
    const index = cursor.integer();
    if (index === null) fail.unexpected(cursor.peek(), "an index");
    indexes.push(index);
  }
  return indexes.length === 1 ? { kind: "index", index: indexes[0] ?? 0 } : { kind: "indexes", indexes };
}

function failAfterPath(cursor: Cursor): never {
  const token = cursor.peek();
  if (token.kind === "symbol" && ARITHMETIC.has(token.value)) fail.unsupported(token, "arithmetic is not supported");
  if (token.kind === "symbol" && token.value === "&") fail.unsupported(token, "& outside a filter is not supported");
  return fail.unexpected(token, END_OF_PATH);
}
