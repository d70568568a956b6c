import { JsonDouble } from "./exact-json.js";

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

/**
 * Compares a match with a literal of a filter (RFC 9535, 2.3.5.2.2): numbers and texts are ordered among their kind, other
 * values are equal or not. What was not found differs from everything.
 */
export function compares(found: unknown, operator: Comparison, expected: string | number | boolean | null): boolean {
  if (found === undefined) return operator === "!=";
  const value = found instanceof JsonDouble ? found.value : found;
  if ((typeof value === "number" || typeof value === "bigint") && typeof expected === "number") {
    return holds(operator, value == expected, value < expected);
  }
  if (typeof value === "string" && typeof expected === "string") {
    return holds(operator, value === expected, value < expected);
  }
  const equal = value === expected;
  return operator === "!=" ? !equal : equal && operator !== "<" && operator !== ">";
}

function holds(operator: Comparison, equal: boolean, less: boolean): boolean {
  switch (operator) {
    case "==":
      return equal;
    case "!=":
      return !equal;
    case "<":
      return less;
    case "<=":
      return less || equal;
    case ">":
      return !less && !equal;
    case ">=":
      return !less;
  }
}

/** `=~` of a filter: whether a text has a part that the pattern describes. */
export function matchesPattern(found: unknown, pattern: string): boolean {
  return typeof found === "string" && new RegExp(pattern, "u").test(found);
}
