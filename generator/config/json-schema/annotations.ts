import type { Key } from "../schema/shapes.js";
import { writeExample } from "../check/describe.js";
import type { JsonSchema } from "./convert.js";

/** What an editor shows about a key: its meaning, default, an example, and what stands against using it. */
export function annotations(key: Key): JsonSchema {
  if (key.shape.kind === "unusable") {
    const { instead } = key.shape;
    return { description: key.about, deprecated: true, deprecationMessage: instead, doNotSuggest: true };
  }
  return {
    description: describeKey(key),
    ...(key.default !== undefined && { default: key.default }),
    examples: [key.example],
    ...(key.noEffect !== undefined && { deprecationMessage: `It has no effect: ${key.noEffect}.` }),
  };
}

/** The key's line, and what else decides whether and how to write it. */
export function describeKey(key: Key): string {
  return [
    key.about,
    ...(key.required === true ? ["Required."] : []),
    ...(key.default === undefined ? [] : [`Default: \`${writeExample(key.default)}\`.`]),
    ...(key.noEffect === undefined ? [] : [`It has no effect: ${key.noEffect}.`]),
  ].join(" ");
}
