import { fail, type Cursor } from "./cursor.js";
import type { JsonPath, PathCondition, PathLiteral } from "./steps.js";
import type { PathToken } from "./tokens.js";

type Operator = Extract<PathCondition, { kind: "compare" }>["operator"];

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ["=", "=="],
  ["==", "=="],
  ["!=", "!="],
  ["<", "<"],
  ["<=", "<="],
  [">", ">"],
  [">=", ">="],
  ["=~", "=~"],
]);

/** The condition after `[?`: comparisons and bare paths, `&` or `&&` binding tighter than `||`. */
export function parseCondition(cursor: Cursor, parsePath: (cursor: Cursor) => JsonPath): PathCondition {
  const operands = [parseConjunction(cursor, parsePath)];
  while (cursor.accept("||")) operands.push(parseConjunction(cursor, parsePath));
  const token = cursor.peek();
  if (token.value === "|" && token.kind === "symbol")
    fail.syntax(token, "a filter combines with ||, not |", "write ||");
  return combined("or", operands);
}

function parseConjunction(cursor: Cursor, parsePath: (cursor: Cursor) => JsonPath): PathCondition {
  const operands = [parseTerm(cursor, parsePath)];
  while (cursor.accept("&&") || cursor.accept("&")) operands.push(parseTerm(cursor, parsePath));
  return combined("and", operands);
}

function combined(kind: "and" | "or", conditions: readonly PathCondition[]): PathCondition {
  const [only] = conditions;
  return conditions.length === 1 && only !== undefined ? only : { kind, conditions };
}

function parseTerm(cursor: Cursor, parsePath: (cursor: Cursor) => JsonPath): PathCondition {
  const token = cursor.peek();
  if (token.kind === "symbol" && token.value === "!") fail.unsupported(token, "negation is not supported");
  if (token.kind === "symbol" && token.value === "(") {
    cursor.next();
    const inner = cursor.nested(() => parseCondition(cursor, parsePath));
    cursor.expect(")");
    return inner;
  }
  const path = parsePath(cursor);
  const operator = cursor.peek();
  const known = operator.kind === "symbol" ? OPERATORS.get(operator.value) : undefined;
  if (known === undefined) {
    if (operator.kind === "name") fail.syntax(operator, "this is no operator of a filter", "known: == != < <= > >= =~");
    return { kind: "exists", path };
  }
  cursor.next();
  return { kind: "compare", path, operator: known, value: literalOf(cursor.next(), known) };
}

/** jsonpath-ng: a bare word on the right is a text. */
function literalOf(token: PathToken, operator: Operator): PathLiteral {
  switch (token.kind) {
    case "text":
      return token.value;
    case "integer":
    case "decimal":
      return operator === "=~" ? fail.unexpected(token, "a pattern in quotes") : Number(token.value);
    case "name":
      return operator === "=~" ? token.value : wordOf(token.value);
    case "symbol":
      if (token.value === "@" || token.value === "$") {
        return fail.unsupported(token, "comparing two paths is not supported", "compare with a text or a number");
      }
      return fail.unexpected(token, "a value to compare with");
    default:
      return fail.unexpected(token, "a value to compare with");
  }
}

function wordOf(word: string): PathLiteral {
  switch (word) {
    case "true":
      return true;
    case "false":
      return false;
    case "null":
      return null;
    default:
      return word;
  }
}
