import { alternatives, quote } from "../../diagnostics/show.js";
import type { ConfigNode } from "../../read/document.js";
import type { JsonValue, Shape } from "../schema/shapes.js";

/** What may stand here, for messages: `an integer`, `a text or an object`. */
export function describeShape(shape: Shape): string {
  return alternatives([...new Set(partsOf(shape))]);
}

function partsOf(shape: Shape): readonly string[] {
  switch (shape.kind) {
    case "text":
    case "words":
      return ["a text"];
    case "module":
      return ['a function such as "./steps.ts#name"'];
    case "integer":
      return ["an integer"];
    case "number":
      return ["a number"];
    case "boolean":
      return ["true or false"];
    case "scalar":
      return ["a text, a number, true, false"];
    case "value":
      return ["any value"];
    case "list":
      return ["a list"];
    case "map":
    case "object":
      return ["an object"];
    case "variant":
      return shape.shorthand ? ["the name of a type", "an object"] : ["an object"];
    case "either":
      return shape.shapes.flatMap(partsOf);
    case "sourced":
    case "judged-at-run":
      return partsOf(shape.shape);
    case "unusable":
      return ["nothing"];
  }
}

/** What stands there. Texts and numbers are quoted unless they may be credentials. */
export function describeNode(node: ConfigNode, confidential = false): string {
  switch (node.kind) {
    case "null":
      return "null";
    case "boolean":
      return String(node.value);
    case "number":
      return confidential ? "a number" : node.text;
    case "string":
      return confidential ? "a text" : `the text ${quote(node.value)}`;
    case "list":
      return "a list";
    case "map":
      return "an object";
    case "code":
      return "Python code";
  }
}

/** An example as it is written into a config. */
export function writeExample(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(writeExample).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${writeExample(item)}`);
  return entries.length === 0 ? "{}" : `{${entries.join(", ")}}`;
}
