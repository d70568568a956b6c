import fc from "fast-check";
import type { TextFormat } from "../../generator/config/schema/shapes.js";

/** Stands in every hostile text, and can be no part of a name: where it turns up, a text of the config did. */
export const CANARY = "PWNED=1";

/** What ends a literal, a template, a comment or a line, and what has a meaning of its own. */
const PIECES = [
  ...["'", '"', "`", "${", "}", "{", "*/", "/*", "//", "\\", ";", "\n", "\r\n", "\u2028", "\u2029", "\u0000", "\u202e"],
  ...["__proto__", "constructor", "<!--", "</script>", "@ts-nocheck", "${globalThis.", "é", "\ud83d\ude00", " ", "\t"],
  ...["..", "/", "%", "?", "#", "$&", "a", "A", "1", "_", "-", "."],
] as const;

/** Names that JavaScript knows, and files that every connector has. */
const KNOWN = ["__proto__", "constructor", "toString", "class", "await", "load", "client", "index"] as const;

/** The pieces of hostile texts, or as many harmless ones: the same seed makes configs of the same build from both. */
export interface Alphabet {
  readonly canary: string;
  readonly pieces: readonly string[];
  readonly known: readonly string[];
}

export const HOSTILE: Alphabet = { canary: CANARY, pieces: PIECES, known: KNOWN };
export const HARMLESS: Alphabet = {
  canary: "CLEAN=1", // named as the other one is: capitals, a sign, a digit
  pieces: PIECES.map(harmless),
  known: KNOWN.map((name, index) => (name.startsWith("__") ? harmless(name) : `known${index}`)),
};

/**
 * A piece that columns are named alike for, so that harmless names meet where hostile ones do: naming strips spaces, maps
 * `*` and `@` to letters, and takes all else that is no letter or digit for an underscore. Dots and slashes divide paths.
 */
function harmless(piece: string): string {
  if (piece.startsWith("__")) return "__n__";
  return piece
    .replace(/\s/g, " ")
    .replaceAll("*", "x")
    .replaceAll("@", "a")
    .replace(/[^A-Za-z0-9_ ./]/gu, "-");
}

/** A text of such pieces around the canary; now and then a known name. */
export function hostileText({ canary, pieces, known }: Alphabet): fc.Arbitrary<string> {
  const some = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((all) => all.join(""));
  const text = fc.tuple(some, some).map(([before, after]) => before + canary + after);
  return fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: fc.constantFrom(...known) });
}

/** Without control characters, which names must not hold. */
export function hostileName(alphabet: Alphabet): fc.Arbitrary<string> {
  return without(alphabet, /\p{Cc}/gu);
}

function without(alphabet: Alphabet, pattern: RegExp): fc.Arbitrary<string> {
  return hostileText(alphabet).map((text) => text.replace(pattern, ""));
}

/** A hostile text that has the format. */
export function textOf(alphabet: Alphabet, format: TextFormat | undefined): fc.Arbitrary<string> {
  switch (format) {
    case undefined:
      return hostileText(alphabet);
    case "name":
      return hostileName(alphabet);
    case "base-url":
    case "url":
      return without(alphabet, /[\s\p{Cc}\\?#]/gu).map((text) => `https://api.example.com/${text}`);
    case "origin":
      return fc.constant("https://files.example.com");
    case "path":
      return without(alphabet, /[\p{Cc}{}]/gu).map((text) => `v1/${text}`);
    case "header-name":
    case "header-name-template":
      return fc.constantFrom(
        ...(alphabet === HOSTILE ? ["X-A", "x-'`$*|~", "X-__proto__", "toString"] : ["X-A", "X-B", "X-C", "X-D"]),
      );
    case "header-value":
      return without(alphabet, /[^ -~\u00a0-\u00ff]|[{}]/g).map((text) => `v${text}`);
    case "json-path":
    case "optional-json-path":
    case "selector":
      return without(alphabet, /['"\\\n\r\u0000]/g).map((text) => `a['${text}'].b`);
    case "timestamp":
      return fc.constant("2024-01-01T00:00:00Z");
    case "duration":
      return fc.constant("P1D");
    case "merge-condition":
      return without(alphabet, /[{}]/g).map((text) => `{table}.x <> '${text}'`);
  }
}
