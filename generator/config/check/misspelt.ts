import { nearest } from "../../diagnostics/nearest.js";
import type { MapNode } from "../../read/document.js";
import type { Key } from "../schema/shapes.js";
import { synonymsOf } from "./synonyms.js";

/**
 * Whether a key of the object that nobody knows is meant to be `key`. Then that is the problem, and nothing is said of what
 * its absence would mean.
 */
export function isMisspelt(node: MapNode, key: string, keys: Readonly<Record<string, Key>>): boolean {
  const known = Object.keys(keys);
  return node.entries.some(({ key: written }) => {
    if (Object.hasOwn(keys, written)) return false;
    return nearest(written, known) === key || synonymsOf(written, known).includes(key);
  });
}
