import { createScanner, type JSONScanner } from "jsonc-parser";
import type { ConfigNode, MapNode, ListNode } from "./document.js";
import { closingOf, describeToken, reportLexicalProblem, TOKEN } from "./json-tokens.js";
import { createEntries, DEEPEST_NESTING, type Reading } from "./reading.js";

/**
 * Reads JSON with comments and trailing commas. Reports the first syntax error and every key that stands twice;
 * undefined when the text is no JSON.
 */
export function readJson(reading: Reading): ConfigNode | undefined {
  const parser = createParser(reading, createScanner(reading.text, false));
  if (!parser.advance()) return undefined;
  if (parser.token() === TOKEN.endOfFile) {
    reading.report("json-empty", 0, 0, {});
    return undefined;
  }
  const root = parseValue(parser, 0);
  if (root === undefined) return undefined;
  if (parser.token() !== TOKEN.endOfFile) {
    reading.report("json-after-end", parser.start(), parser.end(), {});
    return undefined;
  }
  return root;
}

/** The scanner, past comments and white space, and judged token by token. */
interface Parser {
  readonly reading: Reading;
  token(): number;
  start(): number;
  end(): number;
  value(): string;
  /** To the next token; false when that one is broken, which is reported. */
  advance(): boolean;
}

function createParser(reading: Reading, scanner: JSONScanner): Parser {
  const end = () => scanner.getTokenOffset() + scanner.getTokenLength();
  return {
    reading,
    token: () => scanner.getToken(),
    start: () => scanner.getTokenOffset(),
    end,
    value: () => scanner.getTokenValue(),
    advance() {
      for (;;) {
        const token: number = scanner.scan();
        if (reportLexicalProblem(reading, token, scanner)) return false;
        const trivia = token >= TOKEN.lineComment && token <= TOKEN.trivia;
        if (!trivia) return true;
      }
    },
  };
}

function parseValue(parser: Parser, depth: number): ConfigNode | undefined {
  const { reading } = parser;
  const [token, start, end, value] = [parser.token(), parser.start(), parser.end(), parser.value()];
  if (token === TOKEN.openBrace || token === TOKEN.openBracket) {
    if (depth >= DEEPEST_NESTING) {
      reading.report("nested-too-deep", start, end, { limit: DEEPEST_NESTING });
      return undefined;
    }
    return token === TOKEN.openBrace ? parseMap(parser, depth) : parseList(parser, depth);
  }
  const scalar = scalarOf(token, value, reading.span(start, end));
  if (scalar === undefined) {
    reading.report("json-expected", start, end, { expected: "a value", found: describeToken(token) });
    return undefined;
  }
  return parser.advance() ? scalar : undefined;
}

function scalarOf(token: number, value: string, span: ConfigNode["span"]): ConfigNode | undefined {
  switch (token) {
    case TOKEN.null:
      return { kind: "null", span };
    case TOKEN.true:
    case TOKEN.false:
      return { kind: "boolean", span, value: token === TOKEN.true };
    case TOKEN.number:
      return { kind: "number", span, text: value, value: Number(value) };
    case TOKEN.text:
      return { kind: "string", span, value };
    default:
      return undefined;
  }
}

function parseMap(parser: Parser, depth: number): MapNode | undefined {
  const { reading } = parser;
  const open = parser.start();
  const found = createEntries(reading);
  if (!parser.advance()) return undefined;
  while (parser.token() !== TOKEN.closeBrace) {
    const [keyStart, keyEnd, key] = [parser.start(), parser.end(), parser.value()];
    if (parser.token() !== TOKEN.text) {
      reportInsteadOfKey(parser, open);
      return undefined;
    }
    if (!parser.advance()) return undefined;
    if (parser.token() !== TOKEN.colon) {
      reading.report("json-missing-colon", keyStart, keyEnd, { key });
      return undefined;
    }
    if (!parser.advance()) return undefined;
    if (parser.token() === TOKEN.comma || parser.token() === TOKEN.closeBrace) {
      reading.report("json-missing-value", keyStart, keyEnd, { key });
      return undefined;
    }
    const value = reportUnclosed(parser, open) ? undefined : parseValue(parser, depth + 1);
    if (value === undefined) return undefined;
    found.add({ key, keySpan: reading.span(keyStart, keyEnd), value }, keyStart, keyEnd);
    if (!passComma(parser, open, TOKEN.closeBrace)) return undefined;
  }
  const span = reading.span(open, parser.end());
  return parser.advance() ? { kind: "map", span, entries: found.entries } : undefined;
}

function parseList(parser: Parser, depth: number): ListNode | undefined {
  const { reading } = parser;
  const open = parser.start();
  const items: ConfigNode[] = [];
  if (!parser.advance()) return undefined;
  while (parser.token() !== TOKEN.closeBracket) {
    if (parser.token() === TOKEN.comma) {
      reading.report("json-extra-comma", parser.start(), parser.end(), {});
      return undefined;
    }
    const item = reportUnclosed(parser, open) ? undefined : parseValue(parser, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
    if (!passComma(parser, open, TOKEN.closeBracket)) return undefined;
  }
  const span = reading.span(open, parser.end());
  return parser.advance() ? { kind: "list", span, items } : undefined;
}

/** After a value: a comma, which may be the last thing before `close`, or `close` itself. */
function passComma(parser: Parser, open: number, close: number): boolean {
  const token = parser.token();
  if (token === TOKEN.comma) return parser.advance();
  if (token === close) return true;
  if (reportUnclosed(parser, open)) return false;
  const { reading } = parser;
  if (token === TOKEN.closeBrace || token === TOKEN.closeBracket) {
    const [found, bracket] = [describeToken(token), reading.text.charAt(open)];
    reading.report("json-wrong-bracket", parser.start(), parser.end(), {
      found,
      open: bracket,
      line: reading.line(open),
    });
  } else if (token === TOKEN.colon) {
    const expected = `a comma or ${closingOf(reading.text.charAt(open))}`;
    reading.report("json-expected", parser.start(), parser.end(), { expected, found: describeToken(token) });
  } else {
    reading.report("json-missing-comma", parser.start(), parser.end(), {});
  }
  return false;
}

function reportInsteadOfKey(parser: Parser, open: number): void {
  const { reading } = parser;
  if (reportUnclosed(parser, open)) return;
  const [start, end, token] = [parser.start(), parser.end(), parser.token()];
  if (token === TOKEN.comma) reading.report("json-extra-comma", start, end, {});
  else reading.report("json-expected", start, end, { expected: "a key or }", found: describeToken(token) });
}

/** Whether the file ended within the bracket at `open`, which is then reported there. */
function reportUnclosed(parser: Parser, open: number): boolean {
  const { reading } = parser;
  if (parser.token() !== TOKEN.endOfFile) return false;
  const details = { bracket: reading.text.charAt(open), line: reading.line(open) };
  reading.report("json-unclosed", open, open + 1, details);
  return true;
}
