import type { ConfigNode } from "../../read/document.js";

/** A text of a manifest, taken apart: plain text and what stands in `{{ … }}`. */
export type TextPart =
  | { readonly kind: "text"; readonly text: string }
  /** `config['a']`, `stream_partition.id`, `response['meta']['next']`: a variable and the keys behind it. */
  | { readonly kind: "variable"; readonly root: string; readonly keys: readonly string[] }
  | { readonly kind: "expression"; readonly text: string };

/** `.get('key')` and `.get('key', default)` are the key. */
const GET = String.raw`\.get\(\s*(?:'([^']*)'|"([^"]*)")\s*(?:,[^()]*)?\)`;
const DOT = String.raw`\.(?!get\()([A-Za-z_]\w*)`;
const BRACKET = String.raw`\[\s*(?:'([^']*)'|"([^"]*)"|(-?\d+))\s*\]`;
const KEY = new RegExp(`${GET}|${DOT}|${BRACKET}`, "g");
const VARIABLE = new RegExp(`^([A-Za-z_]\\w*)((?:${GET}|${DOT}|${BRACKET})*)$`);

/** Names that one thing has had in the course of time. */
const SAME: ReadonlyMap<string, string> = new Map([
  ["options", "parameters"],
  ["stream_slice", "partition"],
  ["stream_partition", "partition"],
  ["stream_interval", "partition"],
]);

/** Takes a text apart; parameters are put in where they stand. Nothing is ever evaluated. */
export function partsOf(text: string, parameters: ReadonlyMap<string, ConfigNode>): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(/\{\{([^]*?)\}\}/g)) {
    if (match.index > end) parts.push({ kind: "text", text: text.slice(end, match.index) });
    parts.push(partOf((match[1] ?? "").trim(), parameters));
    end = match.index + match[0].length;
  }
  if (end < text.length || text === "") parts.push({ kind: "text", text: text.slice(end) });
  return joinTexts(parts);
}

function partOf(expression: string, parameters: ReadonlyMap<string, ConfigNode>): TextPart {
  const literal = /^(?:'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?))$/.exec(expression);
  if (literal !== null) return { kind: "text", text: literal[1] ?? literal[2] ?? literal[3] ?? "" };
  const variable = VARIABLE.exec(expression);
  if (variable === null) return { kind: "expression", text: expression };
  const written = variable[1] ?? "";
  const root = SAME.get(written) ?? written;
  const keys = [...(variable[2] ?? "").matchAll(KEY)].map(
    (key) => key.slice(1).find((each) => each !== undefined) ?? "",
  );
  if (root !== "parameters") return { kind: "variable", root, keys };
  const value = parameters.get(keys[0] ?? "");
  if (value?.kind === "string") return { kind: "text", text: value.value };
  if (value?.kind === "number") return { kind: "text", text: value.text };
  return { kind: "expression", text: expression };
}

function joinTexts(parts: readonly TextPart[]): readonly TextPart[] {
  const joined: TextPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === "text" && last?.kind === "text")
      joined[joined.length - 1] = { kind: "text", text: last.text + part.text };
    else joined.push(part);
  }
  return joined;
}
