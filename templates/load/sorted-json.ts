import { JsonDouble } from "../http/exact-json.js";
import { jsonText } from "./python-text.js";

/** Compact JSON with the keys of each object in the order of their code points: what dlt makes hashes of. */
export function sortedJson(value: unknown): string {
  if (typeof value !== "object" || value === null || value instanceof JsonDouble) return jsonText(value);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  const members = Object.entries(value).sort(([key], [other]) => compareCodePoints(key, other));
  return `{${members.map(([key, member]) => `${jsonText(key)}:${sortedJson(member)}`).join(",")}}`;
}

/** UTF-8 keeps the order of code points, which UTF-16, JavaScript's own, does not. */
function compareCodePoints(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
