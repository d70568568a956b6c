import { membersOf, type ObjectShape, type TypeShape } from "./data-shape.js";

/** The named types of a file. */
export type Types = ReadonlyMap<string, TypeShape>;

/** Those of a resource as it was and as it is. */
export interface TypesOfBoth {
  readonly before: Types;
  readonly after: Types;
}

/**
 * Whether code that reads values of the type `before` compiles with `after`, too. Stricter than being assignable: a field
 * that is gone cannot be read, though it was optional. Types that hold themselves fit as far as the rest does.
 */
export function fits(
  after: TypeShape,
  before: TypeShape,
  types: TypesOfBoth,
  known: Map<string, boolean> = new Map(),
): boolean {
  const again = (one: TypeShape, other: TypeShape) => fits(one, other, types, known);
  if (before.kind === "any" && before.name === "unknown") return true;
  if (after.kind === "keyword" && after.name === "never") return true;
  if (after.kind === "named" || before.kind === "named") {
    const pair = `${nameOf(after)} ${nameOf(before)}`;
    const answer = known.get(pair);
    if (answer !== undefined) return answer;
    const [one, other] = [resolve(after, types.after), resolve(before, types.before)];
    if (one === after && other === before) return nameOf(after) === nameOf(before); // types of other files
    known.set(pair, true); // until it is known, it is what they say of each other
    const found = again(one, other);
    known.set(pair, found);
    return found;
  }
  if (after.kind === "union") return after.members.every((member) => again(member, before));
  if (before.kind === "union") return before.members.some((member) => again(after, member));
  if (before.kind === "any") return isJson(after, types.after);
  if (before.kind === "list") return after.kind === "list" && again(after.items, before.items);
  if (before.kind === "object") return after.kind === "object" && objectFits(after, before, again);
  if (after.kind === "literal" && before.kind === "keyword") return before.name === keywordOf(after.text);
  if (before.kind === "intersection") {
    return (
      after.kind === "intersection" && before.members.every((member) => after.members.some((one) => again(one, member)))
    );
  }
  return after.kind === before.kind && textOf(after) === textOf(before);
}

function objectFits(
  after: ObjectShape,
  before: ObjectShape,
  again: (after: TypeShape, before: TypeShape) => boolean,
): boolean {
  for (const [name, { type, optional }] of before.fields) {
    const now = after.fields.get(name);
    if (now === undefined || (now.optional && !optional) || !again(now.type, type)) return false;
  }
  const { otherFields } = before;
  if (otherFields === null) return true;
  if (after.otherFields === null || !again(after.otherFields, otherFields)) return false;
  return [...after.fields].every(([name, { type }]) => before.fields.has(name) || again(type, otherFields));
}

/** Interfaces are no `JsonValue` to TypeScript. */
function isJson(type: TypeShape, types: Types): boolean {
  switch (type.kind) {
    case "any":
      return type.name === "JsonValue";
    case "keyword":
    case "literal":
      return true;
    case "list":
      return isJson(type.items, types);
    case "union":
      return membersOf(type).every((member) => isJson(member, types));
    case "object": // `{ [field: string]: … }`
      return type.fields.size === 0 && type.otherFields !== null && isJson(type.otherFields, types);
    case "named":
    case "intersection":
    case "other":
      return false;
  }
}

function keywordOf(literal: string): string {
  if (literal === "true" || literal === "false") return "boolean";
  return literal.startsWith('"') || literal.startsWith("'") ? "string" : "number";
}

/** What a name stands for; a type that is no name, or is declared in another file, as it is. */
export function resolve(type: TypeShape, types: Types): TypeShape {
  return type.kind === "named" ? (types.get(type.name) ?? type) : type;
}

function nameOf(type: TypeShape): string {
  return type.kind === "named" ? type.name : textOf(type);
}

function textOf(type: TypeShape): string {
  return JSON.stringify(type, (_, value: unknown) => (value instanceof Map ? [...value] : value));
}
