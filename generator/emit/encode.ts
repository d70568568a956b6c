/**
 * The encoders: the only way for a text of a config, a schema or a spec to reach emitted TypeScript. Templates never see
 * such a text as it is.
 */

/** TypeScript that has been encoded, or was written in the generator itself. */
export type Code = string;

/** A string literal: what `JSON.stringify` leaves unescaped but ends a line in some tools is escaped as well. */
export function literal(value: string): Code {
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** A number literal with its digits in groups of three: 60_000. */
export function numberLiteral(value: number): Code {
  const text = String(value);
  return /^-?\d{4,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, "_") : text;
}

/** A template literal of texts and of code that makes texts. */
export function templateLiteral(parts: readonly (string | { readonly code: Code })[]): Code {
  const inner = parts.map((part) => {
    if (typeof part !== "string") return `\${${part.code}}`;
    return literal(part)
      .slice(1, -1)
      .replaceAll('\\"', '"')
      .replace(/`|\$\{/g, "\\$&");
  });
  return `\`${inner.join("")}\``;
}

export function listLiteral(items: readonly Code[]): Code {
  return `[${items.join(", ")}]`;
}

/** JSON as a literal; a value that is one of `named` by its name. */
export function jsonLiteral(value: JsonValue, named: ReadonlyMap<JsonValue, Code> = new Map()): Code {
  const name = named.get(value);
  if (name !== undefined) return name;
  if (typeof value === "string") return literal(value);
  if (typeof value === "number") return numberLiteral(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (isList(value)) return listLiteral(value.map((item) => jsonLiteral(item, named)));
  const entries = Object.entries(value).map(([key, item]) => `${propertyName(key)}: ${jsonLiteral(item, named)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A property name: bare where TypeScript allows it, else quoted; `__proto__` is computed, as it would set the prototype. */
export function propertyName(name: string): Code {
  if (name === "__proto__") return '["__proto__"]';
  return isIdentifier(name) ? name : literal(name);
}

/** Access to a property of an expression. */
export function access(object: Code, name: string): Code {
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${literal(name)}]`;
}

/** A doc comment; nothing in the text can end it or break its lines. */
export function docComment(lines: readonly string[]): Code {
  const safe = lines.map(commentText).filter((line) => line !== "");
  if (safe.length === 0) return "";
  return safe.length === 1 ? `/** ${safe[0]} */` : ["/**", ...safe.map((line) => ` * ${line}`), " */"].join("\n");
}

/** A line comment. */
export function lineComment(text: string): Code {
  return `// ${commentText(text)}`;
}

/** One line of a comment: no control or format characters, no end of comment, no directive of another tool. */
export function commentText(text: string): string {
  return text
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]+/g, " ")
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, "")
    .replaceAll("*/", "*\\/")
    .replace(/@(?=ts-|jsx|eslint|prettier)/gi, "@\\")
    .trim();
}

/** Whether a name can stand in TypeScript without quotes (ASCII only, so that it reads the same everywhere). */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && name !== "__proto__";
}
