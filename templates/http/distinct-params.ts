import type { QueryParams } from "./url.js";

/**
 * Parameters, or fields of a form, with all the values of each. Of one name the last counts, where the first stood, as in
 * dlt, whose parameters are the keys of an object: a record may bring a name that is there already. Undefined in place of
 * the values leaves a parameter as it is.
 */
export function distinctParams(
  params: readonly (readonly [name: string, values: readonly (string | undefined)[] | undefined])[],
): QueryParams {
  const known = new Map<string, readonly (string | undefined)[]>();
  for (const [name, values] of params) if (values !== undefined) known.set(name, values);
  return [...known].flatMap(([name, values]) => values.map((value) => [name, value] as const));
}
