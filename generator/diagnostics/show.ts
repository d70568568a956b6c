import { CREDENTIAL_NAMES } from "./credential-names.js";

/** How text from a config is put into messages: on one line, harmless to a terminal, short, without credentials. */

const LONGEST_QUOTE = 60;

/**
 * Control and format characters (terminal escapes, text direction), separators and lone surrogates: everything that
 * could move the cursor, hide text or break a line.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * What stands between `://` and `@` of a URL. With a colon in it everything up to the last `@`, since a password that
 * should have been percent-encoded may hold any character.
 */
export const URL_CREDENTIALS = /(?<=:\/\/)(?:[^\s"'@/?#:]{0,500}:[^\s"']{0,500}|[^\s"'@/?#]{0,500})(?=@)/g;

/** The values of parameters in a URL that are called like credentials; placeholders are none. */
export const QUERY_CREDENTIALS = new RegExp(
  `(?<=[?&](?:${[...CREDENTIAL_NAMES, "apikey"].join("|")})=)(?!\\{)[^&#\\s"']+`,
  "gi",
);

/** Writes every unprintable character as its escape, e.g. `\u001b`. */
export function escapeUnprintable(text: string): string {
  return text.replace(UNPRINTABLE, escapeCharacter);
}

function escapeCharacter(character: string): string {
  switch (character) {
    case "\n":
      return "\\n";
    case "\r":
      return "\\r";
    case "\t":
      return "\\t";
    default: {
      const code = character.codePointAt(0) ?? 0;
      return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
    }
  }
}

/** The text in double quotes, cut to 60 characters; credentials in URLs become `***`. */
export function quote(text: string): string {
  return `"${shorten(escapeUnprintable(withoutUrlCredentials(text).replace(/["\\]/g, "\\$&")))}"`;
}

/** The text on one line, cut to 60 characters. */
export function shorten(text: string): string {
  const characters = Array.from(text.slice(0, 2 * LONGEST_QUOTE));
  if (characters.length <= LONGEST_QUOTE && text.length <= 2 * LONGEST_QUOTE) return text;
  return `${characters.slice(0, LONGEST_QUOTE - 1).join("")}…`;
}

function withoutUrlCredentials(text: string): string {
  return text.replace(URL_CREDENTIALS, "***").replace(QUERY_CREDENTIALS, "***");
}

/** `1 error`, `2 errors`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  return joined(words, "or");
}

/** `a`, `a and b`, `a, b and c`. */
export function enumeration(words: readonly string[]): string {
  return joined(words, "and");
}

function joined(words: readonly string[], conjunction: string): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}
