import type { JSONScanner } from "jsonc-parser";
import type { Reading } from "./reading.js";

/** jsonc-parser's SyntaxKind, which is a const enum and so out of reach of isolated modules. */
export const TOKEN = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  text: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  trivia: 15,
  unknown: 16,
  endOfFile: 17,
} as const;

/** jsonc-parser's ScanError, for the same reason. */
const SCAN_ERROR = { unclosedComment: 1, unclosedText: 2, number: 3, unicode: 4, escape: 5, character: 6 } as const;

/** Words of Python and JavaScript with what JSON calls them. */
const OTHER_LANGUAGES: ReadonlyMap<string, string> = new Map([
  ["True", "true"],
  ["False", "false"],
  ["None", "null"],
  ["undefined", "null"],
  ["NaN", "null"],
  ["Infinity", "a number"],
  ["-Infinity", "a number"],
]);

/** Reports what is wrong with a token by itself; no text of the file is quoted, since it may be a credential. */
export function reportLexicalProblem(reading: Reading, token: number, scanner: JSONScanner): boolean {
  const start = scanner.getTokenOffset();
  const end = start + scanner.getTokenLength();
  const problem: number = scanner.getTokenError();
  if (token === TOKEN.text || token === TOKEN.blockComment) {
    if (problem === SCAN_ERROR.unclosedText) reading.report("json-unclosed-text", start, end, {});
    else if (problem === SCAN_ERROR.unclosedComment) reading.report("json-unclosed-comment", start, start + 2, {});
    else if (problem === SCAN_ERROR.unicode || problem === SCAN_ERROR.escape)
      reading.report("json-escape", start, end, {});
    else if (problem === SCAN_ERROR.character) reading.report("json-control-character", start, end, {});
    else return false;
    return true;
  }
  if (token === TOKEN.number) return reportNumber(reading, start, end, problem !== 0);
  if (token !== TOKEN.unknown) return false;
  const word = scanner.getTokenValue();
  const json = OTHER_LANGUAGES.get(word);
  if (json !== undefined) reading.report("json-other-language", start, end, { word, json });
  else if (word.startsWith("'")) reading.report("json-single-quotes", start, end, {});
  else if (/^(?:\.{3}|…)/.test(word)) reading.report("json-ellipsis", start, end, {});
  else if (word.startsWith("#")) reading.report("json-comment", start, end, {});
  else if (/^[-+.\d]/.test(word)) reading.report("json-number", start, end, {});
  else if (/^\s*:/.test(reading.text.slice(end, end + 50))) reading.report("json-unquoted-key", start, end, {});
  else reading.report("json-unknown-word", start, end, {});
  return true;
}

/** The scanner ends a number early (`01`, `1.e5`) and takes the rest for the next token. */
function reportNumber(reading: Reading, start: number, end: number, broken: boolean): boolean {
  const rest = /^[\w.+-]+/.exec(reading.text.slice(end, end + 50))?.[0] ?? "";
  if (!broken && rest === "") return false;
  reading.report("json-number", start, end + rest.length, {});
  return true;
}

/** A token for messages; what a text says is left out. */
export function describeToken(token: number): string {
  switch (token) {
    case TOKEN.openBrace:
      return "{";
    case TOKEN.closeBrace:
      return "}";
    case TOKEN.openBracket:
      return "[";
    case TOKEN.closeBracket:
      return "]";
    case TOKEN.comma:
      return "a comma";
    case TOKEN.colon:
      return "a colon";
    case TOKEN.text:
      return "a text";
    case TOKEN.number:
      return "a number";
    case TOKEN.endOfFile:
      return "the end of the file";
    default:
      return "true, false or null";
  }
}

export function closingOf(bracket: string): string {
  return bracket === "{" ? "}" : "]";
}
