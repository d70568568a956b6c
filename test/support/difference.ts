import { canonicalText, isList, isObject, type CanonicalValue } from "./canonical-json.js";

/** The first difference between two values as one line, e.g. `.tables.orders.rows[3].id: …`; undefined when equal. */
export function difference(expected: CanonicalValue, found: CanonicalValue, path = ""): string | undefined {
  if (isList(expected) && isList(found)) {
    if (expected.length !== found.length) return `${path}: ${expected.length} items expected, ${found.length} found`;
    return firstOf(expected, (item, index) => difference(item, found[index] ?? null, `${path}[${index}]`));
  }
  if (isObject(expected) && isObject(found)) {
    const keys = new Set([...expected.keys(), ...found.keys()]);
    return firstOf([...keys], (key) => {
      const [want, have] = [expected.get(key), found.get(key)];
      if (have === undefined) return `${path}.${key}: missing`;
      if (want === undefined) return `${path}.${key}: not expected`;
      return difference(want, have, `${path}.${key}`);
    });
  }
  const [want, have] = [canonicalText(expected), canonicalText(found)];
  return want === have ? undefined : `${path}: expected ${want}, found ${have}`.slice(0, 300);
}

function firstOf<Item>(
  items: readonly Item[],
  differenceOf: (item: Item, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = differenceOf(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
