import { valueOf, type ConfigNode, type MapNode } from "../read/document.js";

/*
 * Typed reading of a config that the validator has found valid. An absent key and an explicit null read as undefined;
 * a value of another type is a mistake of gen-connector, not of the user, and throws.
 */

/** A text, or undefined. */
export function text(node: ConfigNode | undefined, key: string): string | undefined {
  const value = valueOf(node, key);
  if (value === undefined) return undefined;
  return value.kind === "string" ? value.value : mismatch(key, "a text", value);
}

/** An integer; true and false count as 1 and 0, as in Python. */
export function integer(node: ConfigNode | undefined, key: string): number | undefined {
  const read = number(node, key);
  return read === undefined || Number.isSafeInteger(read) ? read : mismatch(key, "an integer", valueOf(node, key));
}

/** A number; true and false count as 1 and 0, as in Python. */
export function number(node: ConfigNode | undefined, key: string): number | undefined {
  const value = valueOf(node, key);
  if (value === undefined) return undefined;
  if (value.kind === "boolean") return value.value ? 1 : 0;
  return value.kind === "number" ? value.value : mismatch(key, "a number", value);
}

export function flag(node: ConfigNode | undefined, key: string): boolean | undefined {
  const value = valueOf(node, key);
  if (value === undefined) return undefined;
  return value.kind === "boolean" ? value.value : mismatch(key, "true or false", value);
}

export function list(node: ConfigNode | undefined, key: string): readonly ConfigNode[] | undefined {
  const value = valueOf(node, key);
  if (value === undefined) return undefined;
  return value.kind === "list" ? value.items : mismatch(key, "a list", value);
}

export function map(node: ConfigNode | undefined, key: string): MapNode | undefined {
  const value = valueOf(node, key);
  if (value === undefined) return undefined;
  return value.kind === "map" ? value : mismatch(key, "an object", value);
}

function mismatch(key: string, expected: string, found: ConfigNode | undefined): never {
  throw new Error(`${key}: expected ${expected}, found ${found?.kind ?? "nothing"}: the validator lets none through`);
}
