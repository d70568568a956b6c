import { ApiError } from "./errors.js";
import { JsonDouble } from "./exact-json.js";

/** A value for a JSON body, and the keys that lead to its place. */
export type PlacedValue = readonly [path: readonly string[], value: unknown];

/**
 * A JSON body with what the paginator puts into it, where a record may have brought a key or an object on the way there. As
 * in dlt, objects that are not there are made, and what stands at the place gives way. Undefined is not put anywhere.
 *
 * @throws ApiError when something else than an object is on the way
 */
export function placeValues(body: object, values: readonly PlacedValue[]): object {
  return values.reduce((placed, [path, value]) => (value === undefined ? placed : place(placed, path, value)), body);
}

function place(object: object, [key = "", ...rest]: readonly string[], value: unknown): object {
  const fields = new Map<string, unknown>(Object.entries(object));
  if (rest.length === 0) return Object.fromEntries(fields.set(key, value));
  const inner = fields.has(key) ? fields.get(key) : {};
  if (typeof inner !== "object" || inner === null || Array.isArray(inner) || inner instanceof JsonDouble) {
    throw new ApiError(
      `the paginator's values belong under ${JSON.stringify(key)} of json, where a record brought no object`,
    );
  }
  return Object.fromEntries(fields.set(key, place(inner, rest, value)));
}
