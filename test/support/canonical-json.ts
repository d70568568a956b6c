import { parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { compareCodePoints, pythonFloat } from "./python-text.js";

/** A number as Python's `json.dumps` writes it: `1`, `1.0`, `1e+21`, integers with all their digits. */
export interface NumberText {
  readonly number: string;
}

/** A JSON value that keeps what `JSON.parse` loses: the text of numbers, and keys such as `__proto__`. */
export type CanonicalValue = null | boolean | string | NumberText | readonly CanonicalValue[] | CanonicalObject;

export type CanonicalObject = ReadonlyMap<string, CanonicalValue>;

export function isObject(value: CanonicalValue | undefined): value is CanonicalObject {
  return value instanceof Map;
}

export function isList(value: CanonicalValue | undefined): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}

export function isNumber(value: CanonicalValue | undefined): value is NumberText {
  return typeof value === "object" && value !== null && "number" in value;
}

/** Reads JSON as Python's `json.loads` does: integers exactly, other numbers as floats, the last of equal keys wins. */
export function parseCanonical(text: string): CanonicalValue {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const error = errors[0];
  if (error !== undefined) throw new SyntaxError(`${printParseErrorCode(error.error)} at ${error.offset} of ${text}`);
  if (root === undefined) throw new SyntaxError("empty JSON text");
  return valueOf(root, text);
}

function valueOf(node: Node, text: string): CanonicalValue {
  switch (node.type) {
    case "object":
      return new Map(
        (node.children ?? []).map((property): [string, CanonicalValue] => {
          const [key, value] = property.children ?? [];
          if (key === undefined || value === undefined) throw new SyntaxError(`property without a value in ${text}`);
          return [String(key.value), valueOf(value, text)];
        }),
      );
    case "array":
      return (node.children ?? []).map((item) => valueOf(item, text));
    case "number":
      return { number: pythonNumber(text.slice(node.offset, node.offset + node.length)) };
    case "boolean":
      return node.value === true;
    case "null":
      return null;
    default:
      return String(node.value);
  }
}

function pythonNumber(literal: string): string {
  if (!/[.eE]/.test(literal)) return String(BigInt(literal));
  const text = pythonFloat(Number(literal));
  return text.endsWith("inf") ? text.replace("inf", "Infinity") : text; // json.dumps differs from repr here only
}

/** Python's `json.dumps(value, sort_keys=True, ensure_ascii=False)`, the text by which canonical rows are sorted. */
export function canonicalText(value: CanonicalValue): string {
  if (isNumber(value)) return value.number;
  if (isList(value)) return `[${value.map(canonicalText).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = [...value.keys()].sort(compareCodePoints);
  return `{${keys.map((key) => `${JSON.stringify(key)}: ${canonicalText(value.get(key) ?? null)}`).join(", ")}}`;
}

/** The same value as plain objects and numbers, for assertions of tests that need no exact number text. */
export function plainJson(value: CanonicalValue): unknown {
  return JSON.parse(canonicalText(value));
}
