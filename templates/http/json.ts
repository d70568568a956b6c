import { endOfString, parseWith } from "./exact-json.js";

/** What a JSON text can hold; an integer beyond ±(2^53−1) is a bigint. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | { [key: string]: JsonValue };

// An integer that a number may not hold has at least so many digits.
const UNSAFE_DIGITS = 16;
const LONG_INTEGER = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/**
 * `JSON.parse` that keeps every digit of integers. Only a text that holds one beyond ±(2^53−1) pays for a slower parser.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): JsonValue {
  const value = JSON.parse(text) as JsonValue;
  return hasManyDigits(text) && hasUnsafeInteger(text) ? parseWith(text, Number) : value;
}

/** Whether so many digits follow each other anywhere. They cannot pass between two looks that far apart. */
function hasManyDigits(text: string): boolean {
  for (let position = UNSAFE_DIGITS - 1; position < text.length; position += UNSAFE_DIGITS) {
    if (!isDigit(text, position)) continue;
    let start = position;
    while (isDigit(text, start - 1)) start--;
    let end = position + 1;
    while (isDigit(text, end)) end++;
    if (end - start >= UNSAFE_DIGITS) return true;
  }
  return false;
}

function isDigit(text: string, position: number): boolean {
  const code = text.charCodeAt(position);
  return code >= 0x30 && code <= 0x39;
}

/** Looks at the text between strings only: long runs of digits are mostly ids and stand in quotes. */
function hasUnsafeInteger(text: string): boolean {
  for (let position = 0; position < text.length;) {
    const quote = text.indexOf('"', position);
    const end = quote === -1 ? text.length : quote;
    if (end - position >= UNSAFE_DIGITS) {
      for (const [literal] of text.slice(position, end).matchAll(LONG_INTEGER)) {
        if (!Number.isSafeInteger(Number(literal))) return true;
      }
    }
    if (quote === -1) return false;
    position = endOfString(text, quote + 1);
  }
  return false;
}
