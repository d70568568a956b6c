import { type ObjectShape, type TypeShape, typeText } from "./data-shape.js";
import { resolve, type TypesOfBoth } from "./fits.js";

/** What tells types that stood in the file of a resource and stand in `schemas/` now: their names are shorter there. */
export interface Moves {
  readonly types: TypesOfBoth;
  /** The name of the record's type as it was. */
  readonly record: string;
  /** Whether a type of the resource's own stands in `schemas/` now, should the other one take its place. */
  readonly isMoved: (before: string, after: string) => boolean;
}

/** Of several types the one in `schemas/` that takes the place of one: `Owner` that of `OrdersOwner`, or one that is like it. */
export function placeTaker(moves: Moves, before: TypeShape, others: readonly TypeShape[]): TypeShape | undefined {
  if (before.kind !== "named") return undefined;
  const { types, record } = moves;
  const moved = others.flatMap((other) =>
    other.kind === "named" && moves.isMoved(before.name, other.name) ? [other] : [],
  );
  if (moved.length === 0) return undefined;
  const named = moved.find(({ name }) => [before.name, `${before.name}Schema`].includes(record + name));
  if (named !== undefined) return named;
  const was = resolve(before, types.before);
  return moved.find((other) => {
    const is = resolve(other, types.after);
    return was.kind === "object" && is.kind === "object" && looksOf(was) === looksOf(is);
  });
}

/** The fields of an object, without the names of their types. */
function looksOf({ fields }: ObjectShape): string {
  const looks = Array.from(fields, ([name, { type, optional }]) => [name, optional, typeText(nameless(type))]);
  return JSON.stringify(looks.sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)));
}

function nameless(type: TypeShape): TypeShape {
  switch (type.kind) {
    case "named":
      return { kind: "named", name: "object" };
    case "list":
      return { kind: "list", items: nameless(type.items) };
    case "union":
    case "intersection":
      return { kind: type.kind, members: type.members.map(nameless) };
    default:
      return type;
  }
}
