import { quote } from "../diagnostics/show.js";
import { tokenizePath, type PathToken } from "./tokens.js";

/** Ends the parsing of a path; caught in parsePath. */
export class PathError extends Error {
  override readonly name = "PathError";
  readonly kind: "syntax" | "unsupported";
  readonly problem: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;

  constructor(kind: PathError["kind"], token: PathToken, problem: string, hint: string) {
    super(problem);
    this.kind = kind;
    this.problem = problem;
    this.hint = hint;
    this.start = token.start;
    this.end = token.end;
  }
}

export const END_OF_PATH = "the end of the path";

interface Failures {
  syntax(token: PathToken, problem: string, hint?: string): never;
  unsupported(token: PathToken, problem: string, hint?: string): never;
  /** Where something else was expected; a token that is broken or means something unsupported says so itself. */
  unexpected(token: PathToken, expected: string): never;
}

export const fail: Failures = {
  syntax(token, problem, hint = "") {
    throw new PathError("syntax", token, problem, hint);
  },
  unsupported(token, problem, hint = "") {
    throw new PathError("unsupported", token, problem, hint);
  },
  unexpected(token, expected) {
    if (token.kind === "broken") return fail.syntax(token, token.value, "for example 'key name'");
    if (token.kind === "named operator") return fail.unsupported(token, "functions are not supported");
    const found = token.kind === "end" ? "but the path ends" : `found ${quote(token.value)}`;
    const spaced = token.kind === "name" && expected === END_OF_PATH;
    return fail.syntax(
      token,
      `expected ${expected}, ${found}`,
      spaced ? "a key with a space needs quotes: 'key name'" : "",
    );
  },
};

/** Parentheses and filters within each other; deeper ones are refused, since parsing recurses. */
const DEEPEST_NESTING = 50;

/** Walks over the tokens of a path. */
export interface Cursor {
  peek(): PathToken;
  next(): PathToken;
  /** Takes the symbol if it comes next. */
  accept(symbol: string): boolean;
  expect(symbol: string): void;
  /** Takes an integer if one comes next. */
  integer(): number | null;
  /** Parses what stands in parentheses or a filter. */
  nested<Result>(parse: () => Result): Result;
}

export function createCursor(path: string): Cursor {
  const tokens = tokenizePath(path);
  const end: PathToken = { kind: "end", value: "", start: path.length, end: path.length };
  let position = 0;
  let depth = 0;
  const peek = (): PathToken => tokens[position] ?? end;
  const next = (): PathToken => {
    const token = peek();
    position++;
    return token;
  };
  const accept = (symbol: string): boolean => {
    const token = peek();
    if (token.kind !== "symbol" || token.value !== symbol) return false;
    position++;
    return true;
  };
  return {
    peek,
    next,
    accept,
    expect(symbol) {
      if (!accept(symbol)) fail.unexpected(peek(), symbol);
    },
    integer() {
      const token = peek();
      if (token.kind !== "integer") return null;
      position++;
      const value = Number(token.value);
      if (!Number.isSafeInteger(value)) fail.syntax(token, "this number is too large");
      return value;
    },
    nested(parse) {
      if (depth >= DEEPEST_NESTING) fail.unsupported(peek(), `paths are read ${DEEPEST_NESTING} levels deep`);
      depth++;
      const result = parse();
      depth--;
      return result;
    },
  };
}
