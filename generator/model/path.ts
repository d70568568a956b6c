import { parseTemplate } from "../config/templates.js";
import { type ConfigNode, valueOf } from "../read/document.js";
import { scalarText } from "./runtime-values.js";
import { quoteSegment } from "./url.js";

export interface BoundPath {
  readonly path: string;
  /** Params that went into the path: they leave the query. */
  readonly used: readonly string[];
}

/**
 * Puts literal params into the path; the placeholders of what is known at run time stay, without a format, as in dlt. dlt
 * inserts a value as it is; here it is percent-encoded, all but `/`, so that a value can neither begin a query nor climb.
 */
export function bindPath(path: string, params: ConfigNode | undefined, resolved: ReadonlySet<string>): BoundPath {
  const parsed = parseTemplate(path);
  if (parsed.kind === "error") throw new Error("a path that does not parse: the validator lets none through");
  const used: string[] = [];
  const bound = parsed.pieces.map((piece) => {
    if (piece.kind === "text") return piece.text;
    const { name } = piece;
    const value = valueOf(params, name);
    if (name === "") return "";
    if (resolved.has(name)) {
      if (used.includes(name)) return ""; // dlt: a second placeholder of a resolve param stays empty
      used.push(name);
      return `{${name}}`;
    }
    if (value === undefined) return `{${name}}`;
    used.push(name);
    if (value.kind === "string") return boundText(value.value);
    return quoteSegment(value.kind === "list" ? pythonList(value.items) : scalarText(value));
  });
  return { path: bound.join(""), used };
}

/** dlt fills in a path once its params are bound: the placeholders of a param's text stay, and with them their formats. */
function boundText(text: string): string {
  const parsed = parseTemplate(text);
  if (parsed.kind === "error") throw new Error("a template that does not parse: the validator lets none through");
  return parsed.pieces
    .map((piece) => (piece.kind === "text" ? quoteSegment(piece.text) : text.slice(piece.start, piece.end)))
    .join("");
}

/** dlt writes a list into a path as Python prints it. */
function pythonList(items: readonly ConfigNode[]): string {
  const texts = items.map((item) => {
    if (item.kind === "string") return item.value.includes("'") ? `"${item.value}"` : `'${item.value}'`;
    if (item.kind === "null") return "None";
    if (item.kind === "boolean") return item.value ? "True" : "False";
    return item.kind === "list" ? pythonList(item.items) : scalarText(item);
  });
  return `[${texts.join(", ")}]`;
}
