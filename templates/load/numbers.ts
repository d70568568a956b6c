import { stripBlanks } from "./naming.js";

const HEXADECIMAL = /^0x([\da-f]+)$/i;
const INTEGER = /^[+-]?\d+$/;
const FLOAT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_FINITE = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i;
const NON_ASCII = /[^\0-\x7f]/;
const DIGIT = /\p{Nd}/u;
const DIGITS = /\p{Nd}/gu;
const STRAY_SEPARATOR = /(?<!\d)_|_(?!\d)/;
/** More digits than any column holds; longer numbers are refused before they cost time. */
const MOST_DIGITS = 240;

/**
 * The integer a text spells in Python (`+1_000`, ` 12 `, the digits of any script, and `0xff` as dlt reads it); undefined for
 * other texts.
 */
export function parseInteger(text: string): bigint | undefined {
  const trimmed = plainText(text);
  if (trimmed.length > MOST_DIGITS) return undefined;
  if (trimmed.startsWith("0x")) return HEXADECIMAL.test(trimmed) ? BigInt(trimmed) : undefined;
  const digits = withoutSeparators(trimmed);
  return digits !== undefined && INTEGER.test(digits) ? BigInt(digits.replace("+", "")) : undefined;
}

/** The double a text spells in Python (`1e3`, `.5`, `nan`, `-inf`, and hexadecimal integers); undefined for other texts. */
export function parseFloatText(text: string): number | undefined {
  const trimmed = plainText(text);
  if (trimmed.startsWith("0x")) return HEXADECIMAL.test(trimmed) ? Number(trimmed) : undefined;
  const [, sign, nan] = NOT_FINITE.exec(trimmed) ?? [];
  if (sign !== undefined) return nan !== undefined ? Number.NaN : sign === "-" ? -Infinity : Infinity;
  const digits = withoutSeparators(trimmed);
  return digits !== undefined && FLOAT.test(digits) ? Number(digits) : undefined;
}

/**
 * A decimal number, rounded half away from zero to `scale` places, as plain digits; undefined when the text spells none
 * or when it needs more than `precision` digits.
 */
export function parseDecimal(text: string, precision: number, scale: number): string | undefined {
  const trimmed = plainText(text).replaceAll("_", ""); // Python's Decimal takes underscores anywhere
  const scaled =
    HEXADECIMAL.test(trimmed) && trimmed.length <= MOST_DIGITS
      ? BigInt(trimmed) * 10n ** BigInt(scale)
      : FLOAT.test(trimmed)
        ? scaleDecimal(trimmed, scale)
        : undefined;
  if (scaled === undefined) return undefined;
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(scale + 1, "0");
  if (
    digits.length > Math.max(precision, scale + 1) ||
    (scaled !== 0n && digits.replace(/^0+/, "").length > precision)
  ) {
    return undefined;
  }
  const whole = digits.slice(0, digits.length - scale);
  return `${scaled < 0n ? "-" : ""}${whole}${scale === 0 ? "" : `.${digits.slice(whole.length)}`}`;
}

/** The number times 10^`scale`, rounded; undefined when it has more digits than any column holds. */
function scaleDecimal(text: string, scale: number): bigint | undefined {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace(/^[+-]/, "").split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return 0n;
  const zeros = Number(exponent) - fraction.length + scale; // to append, or to cut when negative
  if (digits.length + zeros > MOST_DIGITS) return undefined;
  if (digits.length + zeros < 0) return 0n;
  const kept = zeros >= 0 ? digits + "0".repeat(zeros) : digits.slice(0, digits.length + zeros);
  const roundUp = zeros < 0 && (digits[kept.length] ?? "0") >= "5" ? 1n : 0n;
  const magnitude = BigInt(kept) + roundUp;
  return mantissa.startsWith("-") ? -magnitude : magnitude;
}

/** A text without blanks around it, the digits of any script as those of ASCII. */
function plainText(text: string): string {
  const trimmed = stripBlanks(text);
  return NON_ASCII.test(trimmed) ? trimmed.replace(DIGITS, asciiDigit) : trimmed;
}

/** Unicode has the ten digits of a script in order, and those of several next to each other only where all begin with 0. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first--;
  return String((code - first) % 10);
}

function withoutSeparators(text: string): string | undefined {
  return STRAY_SEPARATOR.test(text) ? undefined : text.replaceAll("_", "");
}
