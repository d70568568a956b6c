import { type ExactValue, JsonDouble } from "../http/exact-json.js";

/** JSON in lines for people, indented by two spaces; every number literal as it was read. */
export function exactText(value: ExactValue, indent = ""): string {
  if (value instanceof JsonDouble) return value.text;
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const [open, close, parts] = Array.isArray(value)
    ? ["[", "]", value.map((item) => exactText(item, inner))]
    : ["{", "}", Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${exactText(item, inner)}`)];
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map((part) => `${inner}${part}`).join(",\n")}\n${indent}${close}`;
}
