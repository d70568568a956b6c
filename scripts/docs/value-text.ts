import type { Shape, TextFormat } from "../../generator/config/schema/shapes.js";

/** What a text must be, where its format says more than "text". */
const FORMATS: Readonly<Record<TextFormat, string>> = {
  name: "text",
  "base-url": 'http(s) URL, or `""`',
  url: "http(s) URL",
  origin: "origin, such as `https://host:8443`",
  path: "path or http(s) URL",
  "header-name": "header name",
  "header-name-template": "header name",
  "header-value": "text",
  "json-path": "JSONPath",
  "optional-json-path": "JSONPath",
  selector: "JSONPath",
  timestamp: "date or time (ISO 8601)",
  duration: "duration (ISO 8601)",
  "merge-condition": "SQL condition",
};

export type Link = (name: string) => string;

/** What may stand under a key, in Markdown. */
export function valueText(shape: Shape, link: Link): string {
  switch (shape.kind) {
    case "text":
      return shape.format === undefined ? "text" : FORMATS[shape.format];
    case "words":
      return shape.words.map((word) => `\`${word}\``).join(", ");
    case "integer":
    case "number":
      return `${shape.kind}${range(shape)}`;
    case "boolean":
      return "true, false";
    case "value":
      return "anything";
    case "scalar":
      return "text, number, true, false, null";
    case "module":
      return "function, such as `./steps.ts#name`";
    case "list":
      return `list of ${valueText(shape.items, link)}`;
    case "map":
      return shape.values.kind === "value" ? "object" : `object of ${valueText(shape.values, link)}`;
    case "object":
    case "variant":
      return link(shape.name);
    case "either":
      return shape.shapes.map((one) => valueText(one, link)).join(" or ");
    case "sourced":
      return shape.credential ? link("secret") : `${valueText(shape.shape, link)}; or ${link("secret")}`;
    case "judged-at-run":
      return valueText(shape.shape, link);
    case "unusable":
      return "nothing";
  }
}

function range({ minimum, maximum }: { readonly minimum?: number; readonly maximum?: number }): string {
  if (minimum === undefined) return maximum === undefined ? "" : ` up to ${maximum}`;
  return maximum === undefined ? ` from ${minimum}` : ` from ${minimum} to ${maximum}`;
}
