import { normalizeIdentifier } from "../../templates/load/naming.js";
import type { SchemaPlace } from "./schema-source.js";

/** Names object types by the schemas they are made of, where they stand, and what tells them from alternatives. */
export type TypeNamer = (places: readonly SchemaPlace[], stem: string, label: string) => string;

/** Longer names are shortened as dlt shortens identifiers. */
const LONGEST_PART = 60;

export interface TypeNamerOptions {
  /** The name of the whole: the record's type, or that of a schema with a file of its own. */
  readonly whole: string;
  /** Whether alternatives make up the whole: its name is none of theirs then. */
  readonly isUnion: boolean;
  /** What is taken gets a number. */
  readonly isTaken: (name: string) => boolean;
  /** What means something else gets an ending. Default: nothing. */
  readonly isReserved?: (name: string) => boolean;
  /** What a definition is called, where a place is the whole of one. Default: as JSON Schema has it in `$defs`. */
  readonly nameOf?: ((place: SchemaPlace) => string | undefined) | undefined;
}

/** The ending of a type's name that means something else in the connector. */
export const RESERVED_ENDING = "Schema";

/**
 * A definition has one name wherever it is used, `Order` + `Address`; what stands in place is named after its place:
 * `OrderCustomerAddress`, and an alternative after its constant, `OrderPaymentCard`. So a field or an alternative that is
 * added changes no name. The second of two alike gets a number. The name of the whole goes to the record, or, when that
 * is a union, to the union.
 */
export function createTypeNamer({
  whole,
  isUnion,
  isTaken,
  isReserved = () => false,
  nameOf = definitionIn,
}: TypeNamerOptions): TypeNamer {
  const taken = new Set<string>(isUnion ? [whole] : []);
  return (places, place, label) => {
    const definitions = places.flatMap((one) => nameOf(one) ?? []);
    const wanted = place === whole && !taken.has(whole) ? whole : stemOf(whole, definitions, place, label);
    const stem = wanted !== whole && isReserved(wanted) ? wanted + RESERVED_ENDING : wanted;
    for (let number = 1; ; number++) {
      const name = number === 1 ? stem : `${stem}${number}`;
      if (taken.has(name) || (name !== whole && (isTaken(name) || isReserved(name)))) continue;
      taken.add(name);
      return name;
    }
  };
}

function stemOf(whole: string, definitions: readonly string[], place: string, label: string): string {
  const [definition] = definitions;
  if (definition !== undefined && definitions.length === 1)
    return whole + withoutEnding(pascal(definition), whole) + label;
  return place + (place === whole && label === "" ? "Variant" : label);
}

/** `CashPayment` of a `Payment` is `PaymentCash`, not `PaymentCashPayment`. */
function withoutEnding(definition: string, whole: string): string {
  return definition !== whole && definition.endsWith(whole) ? definition.slice(0, -whole.length) : definition;
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
