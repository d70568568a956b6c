import { JsonDouble } from "../http/exact-json.js";
import type { Page } from "../http/page.js";

/**
 * Where a row comes from: a record of a page, or an element of a list in another row. Followed only to find the exact
 * spelling of a number, so nothing is copied on the way down.
 */
export type Place =
  | { readonly kind: "record"; readonly page: ExactPage; index: number; isWrapped: boolean }
  | {
      readonly kind: "element";
      readonly parent: Place;
      /** The keys from the parent row to the list. */
      readonly keys: readonly string[];
      index: number;
      /** Whether the row is not the element itself but an object that holds it under a key of dlt's. */
      isWrapped: boolean;
    };

/** A page whose second, lossless reading is made at most once. */
export interface ExactPage {
  records(): readonly unknown[];
}

export function exactPage(page: Page): ExactPage {
  let records: readonly unknown[] | undefined;
  return { records: () => (records ??= page.exact()) };
}

/** The value at `keys` of the row, with every number literal kept; undefined when the exact reading has none there. */
export function exactValue(place: Place, keys: readonly string[]): unknown {
  const row =
    place.kind === "record"
      ? place.page.records()[place.index]
      : elementAt(exactValue(place.parent, place.keys), place.index);
  // The reader may have wrapped a record that is no object, too.
  const isWrapped = place.isWrapped || row instanceof JsonDouble;
  return keys.slice(isWrapped ? 1 : 0).reduce(memberOf, row);
}

function elementAt(list: unknown, index: number): unknown {
  return Array.isArray(list) ? list[index] : undefined;
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
