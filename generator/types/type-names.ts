import { normalizeIdentifier } from "../../templates/load/naming.js";
import type { SchemaPlace } from "./schema-source.js";

/** Names the object types of a record, by the schemas they are made of and where they stand. */
export type TypeNamer = (places: readonly SchemaPlace[], stem: string) => string;

/** Longer names are shortened as dlt shortens identifiers. */
const LONGEST_PART = 60;

/**
 * A definition has one name wherever it is used, `Order` + `Address`; what stands in place is named after its place:
 * `OrderCustomerAddress`. So a field that is added changes no name. The second of two alike gets a number. The record's
 * own name goes to the record, or, when that is a union, to the union.
 */
export function createTypeNamer(
  record: string,
  isUnion: boolean,
  isTaken: (name: string) => boolean,
  nameOf: (place: SchemaPlace) => string | undefined = definitionIn,
): TypeNamer {
  const taken = new Set<string>(isUnion ? [record] : []);
  return (places, place) => {
    const stem =
      place === record && !taken.has(record)
        ? record
        : stemOf(
            record,
            places.flatMap((one) => nameOf(one) ?? []),
            place,
          );
    for (let number = 1; ; number++) {
      const name = number === 1 ? stem : `${stem}${number}`;
      if (taken.has(name) || (name !== record && isTaken(name))) continue;
      taken.add(name);
      return name;
    }
  };
}

function stemOf(record: string, definitions: readonly string[], place: string): string {
  const [definition] = definitions;
  if (definition !== undefined && definitions.length === 1) return record + pascal(definition);
  return place === record ? `${record}Variant` : place;
}

/** The name of a definition of JSON Schema, where a place is the whole of one. */
function definitionIn({ pointer }: SchemaPlace): string | undefined {
  return /^\/(?:\$defs|definitions)\/([^/]+)$/.exec(pointer)?.[1];
}

/** The part of a type's name that a key or a definition becomes. */
export function pascal(name: string): string {
  if (name.trim() === "") return "Empty";
  const words = normalizeIdentifier(name, LONGEST_PART).split("_");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
