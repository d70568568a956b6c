import { JsonDepthError, JsonDouble, MAX_JSON_DEPTH } from "../http/exact-json.js";
import { hashText } from "./dlt-ids.js";
import { jsonText } from "./python-text.js";

/** The row id that dlt makes of a value: a hash of its compact JSON, the keys of all objects sorted by code point. */
export function hashId(value: unknown): string {
  return hashText(sortedJson(value, 0));
}

function sortedJson(value: unknown, depth: number): string {
  if (typeof value !== "object" || value === null || value instanceof JsonDouble) return jsonText(value);
  if (depth === MAX_JSON_DEPTH) throw new JsonDepthError();
  if (Array.isArray(value)) return `[${value.map((element) => sortedJson(element, depth + 1)).join(",")}]`;
  const entries: [string, unknown][] = Object.entries(value);
  entries.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${entries.map(([key, member]) => `${jsonText(key)}:${sortedJson(member, depth + 1)}`).join(",")}}`;
}
