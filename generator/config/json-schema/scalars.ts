import type { BooleanShape, NumberShape, ScalarShape, TextShape, WordsShape } from "../schema/shapes.js";
import type { JsonSchema } from "./convert.js";
import { textPattern } from "./patterns.js";

/** The schema of a single value. */
export function scalarSchema(shape: TextShape | WordsShape | NumberShape | BooleanShape | ScalarShape): JsonSchema {
  switch (shape.kind) {
    case "text":
      return textSchema(shape);
    case "words":
      return wordsSchema(shape);
    case "integer":
    case "number":
      return numberSchema(shape);
    case "boolean":
      return { type: "boolean" };
    case "scalar":
      return { type: ["string", "number", "boolean", "null"] };
  }
}

function textSchema({ format, scalarsAsText }: TextShape): JsonSchema {
  const pattern = format === undefined ? undefined : textPattern(format);
  const type = scalarsAsText === true ? ["string", "number", "boolean"] : "string";
  return { type, ...(pattern !== undefined && { pattern }) };
}

/** One of the words; what each of them means is shown beside it in a list of completions. */
function wordsSchema({ words, meanings }: WordsShape): JsonSchema {
  if (meanings === undefined) return { enum: words };
  const about = words.map((word) => (Object.hasOwn(meanings, word) ? (meanings[word] ?? "") : ""));
  return { enum: words, enumDescriptions: about };
}

/** The validator takes true and false for 1 and 0, as dlt does; no editor should propose them. */
function numberSchema({ kind, minimum, maximum }: NumberShape): JsonSchema {
  const limits = kind === "integer" ? { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } : {};
  const own = { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
  const number = { type: kind, ...limits, ...own };
  return { if: { type: "boolean" }, else: number };
}
