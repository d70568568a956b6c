import { hashId } from "./hash-id.js";
import { exactValue, type Place } from "./place.js";
import { INNER_LIST_KEY, VALUE_KEY } from "./sites.js";
import type { RowIds } from "./strategy.js";

/** dlt leaves its own columns out of the hash of a record. */
const OWN_PREFIX = "_dlt";

/** Ids that follow from the whole record, nested data included: they tell whether anything in it changed, as in dlt. */
export function recordIds(): RowIds {
  return (_record, place) => hashId(withoutOwnColumns(place));
}

/** The record with its number literals, since `1` and `1.0` make different ids. */
function withoutOwnColumns(place: Place): object {
  const record = exactValue(place, []);
  const isObject = typeof record === "object" && record !== null && !place.isWrapped;
  const wrapper = place.kind === "element" && Array.isArray(record) ? INNER_LIST_KEY : VALUE_KEY;
  const entries: [string, unknown][] = isObject ? Object.entries(record) : [[wrapper, record]];
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith(OWN_PREFIX)));
}
