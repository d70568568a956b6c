/** A token of a JSONPath; `start` and `end` are offsets into it. */
export interface PathToken {
  readonly kind: "name" | "text" | "integer" | "decimal" | "symbol" | "named operator" | "end" | "broken";
  /** The name, the text without quotes and escapes, the digits or the symbol; of a broken one what is wrong. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Longest first: `..` before `.`, `<=` before `<`. */
const SYMBOLS = [
  ...["..", "&&", "||", "=~", "==", "!=", "<=", ">="],
  ...[".", "[", "]", "(", ")", "$", "@", "*", ",", ":", "|", "&", "?", "=", "<", ">", "!", "+", "-", "/", "\\", "~"],
];

/** jsonpath-ng: a name begins with a letter, `_` or `@` and a letter, and may go on with digits, `-` and `@`. */
const NAME = /@?[A-Za-z_][A-Za-z0-9_@-]*/y;
const DECIMAL = /-?\d+\.\d+/y;
const INTEGER = /-?\d+/y;
const BLANK = /[ \t\n]*/y;

/** Splits a JSONPath as dlt's parser does (jsonpath-ng, extended); the last token is the end or what is broken. */
export function tokenizePath(path: string): PathToken[] {
  const tokens: PathToken[] = [];
  let offset = 0;
  for (;;) {
    offset += matchAt(BLANK, path, offset).length;
    const token = tokenAt(path, offset);
    tokens.push(token);
    if (token.kind === "end" || token.kind === "broken") return tokens;
    offset = token.end;
  }
}

function tokenAt(path: string, start: number): PathToken {
  if (start >= path.length) return { kind: "end", value: "", start, end: start };
  const quote = path.charAt(start);
  if (quote === "'" || quote === '"') return quoted(path, start, "text");
  if (quote === "`") return quoted(path, start, "named operator");
  for (const [kind, pattern] of [
    ["name", NAME],
    ["decimal", DECIMAL],
    ["integer", INTEGER],
  ] as const) {
    const value = matchAt(pattern, path, start);
    if (value !== "") return { kind, value, start, end: start + value.length };
  }
  const symbol = SYMBOLS.find((candidate) => path.startsWith(candidate, start));
  if (symbol !== undefined) return { kind: "symbol", value: symbol, start, end: start + symbol.length };
  const character = String.fromCodePoint(path.codePointAt(start) ?? 0);
  return { kind: "broken", value: "a key with this character needs quotes", start, end: start + character.length };
}

function quoted(path: string, start: number, kind: "text" | "named operator"): PathToken {
  const quote = path.charAt(start);
  let value = "";
  for (let offset = start + 1; offset < path.length; offset++) {
    const character = path.charAt(offset);
    if (character === quote) return { kind, value, start, end: offset + 1 };
    if (character === "\\") offset++;
    value += path.charAt(offset);
  }
  return { kind: "broken", value: "this quote is never closed", start, end: path.length };
}

function matchAt(pattern: RegExp, path: string, offset: number): string {
  pattern.lastIndex = offset;
  return pattern.exec(path)?.[0] ?? "";
}
