import { below, type SchemaPlace } from "./schema-source.js";
import { pascal } from "./type-names.js";

/**
 * What tells apart the alternatives that stand in place, as part of a type's name: `Card` and `Cash` where a property is the
 * constant `card` in one and `cash` in the other. So one more of them renames none. Undefined for an alternative that has a
 * name of its own, and for all of them where no property tells them apart.
 */
export function variantLabels(alternatives: readonly SchemaPlace[]): readonly (string | undefined)[] {
  const constants = alternatives.map((alternative) => {
    return below(alternative, "properties") === undefined ? undefined : constantsOf(alternative);
  });
  const inPlace = constants.filter((one) => one !== undefined);
  const [first] = inPlace;
  if (first === undefined || inPlace.length < 2) return alternatives.map(() => undefined);
  const property = [...first.keys()].find((name) => {
    const labels = new Set(inPlace.flatMap((one) => one.get(name) ?? []));
    return labels.size === inPlace.length;
  });
  return constants.map((one) => (property === undefined ? undefined : one?.get(property)));
}

/** The labels of the properties that hold one text only. */
function constantsOf(alternative: SchemaPlace): ReadonlyMap<string, string> {
  const properties = below(alternative, "properties");
  const { value } = properties ?? {};
  const constants = new Map<string, string>();
  if (properties === undefined || typeof value !== "object" || value === null) return constants;
  for (const name of Object.keys(value)) {
    const property = below(properties, name);
    const listed = property && below(property, "enum")?.value;
    const constant =
      Array.isArray(listed) && listed.length === 1 ? listed[0] : property && below(property, "const")?.value;
    if (typeof constant === "string") constants.set(name, pascal(constant));
  }
  return constants;
}
