import { floatText } from "../load/python-text.js";
import { ApiError } from "./errors.js";
import { JsonDouble } from "./exact-json.js";

/** How a value becomes text, by Python's rules for format specifications; what is left out has no effect. */
export interface TextFormat {
  /** One character to pad with; a blank by default, with `zero` a 0. */
  readonly fill?: string;
  /** Where the value stands; texts on the left, numbers on the right by default. `=` pads behind the sign of a number. */
  readonly align?: "<" | ">" | "^" | "=";
  /** What stands before numbers that are not negative. */
  readonly sign?: "+" | " ";
  /** Pads numbers with zeros behind their sign. */
  readonly zero?: true;
  /** In characters. */
  readonly width?: number;
  /** Between groups of three digits; of four in `b`, `o`, `x` and `X`. */
  readonly grouping?: "," | "_";
  /** Digits after the point of `f` (6 by default) and `%`, or the most characters of a text. */
  readonly precision?: number;
  readonly type?: "s" | "d" | "b" | "o" | "x" | "X" | "f" | "%";
}

/**
 * A value in a format. Booleans count as 1 and 0, as in Python.
 *
 * @param name what the value is, for errors
 * @throws ApiError for a value that has no such format: a text among digits, a fraction in `d`, null, an object, a list
 */
export function formatText(value: unknown, name: string, format: TextFormat): string {
  if (typeof value === "string") return formatString(value, name, format);
  const number = typeof value === "boolean" ? Number(value) : value;
  if (typeof number === "bigint" || typeof number === "number") return formatNumber(number, name, format);
  if (number instanceof JsonDouble) return formatDouble(number.value, name, format);
  throw refusal(value === undefined ? "missing" : value === null ? "null" : "no text or number", name);
}

function formatString(
  text: string,
  name: string,
  { align, fill, precision, sign, type, width, ...more }: TextFormat,
): string {
  if ((type !== undefined && type !== "s") || sign !== undefined || align === "=" || more.grouping !== undefined) {
    throw refusal("a text", name);
  }
  const characters = [...text].slice(0, precision);
  return pad("", characters.join(""), align ?? "<", fill ?? (more.zero ? "0" : " "), width);
}

function formatNumber(value: number | bigint, name: string, format: TextFormat): string {
  if (typeof value === "number" && !Number.isInteger(value)) return formatDouble(value, name, format);
  const { type = "d", precision } = format;
  if (type === "f" || type === "%") return formatDouble(Number(value), name, format);
  if (type === "s" || precision !== undefined) throw refusal("an integer", name);
  const digits = BigInt(value).toString(BASES[type]).replace("-", "");
  return padNumber(value < 0, type === "X" ? digits.toUpperCase() : digits, "", format);
}

const BASES = { d: 10, b: 2, o: 8, x: 16, X: 16 } as const;

function formatDouble(value: number, name: string, format: TextFormat): string {
  const { type, precision } = format;
  const isNegative = value < 0 || Object.is(value, -0);
  if (type === "f" || type === "%") {
    const fixed = fixedText(Math.abs(type === "%" ? value * 100 : value), precision ?? 6);
    const [digits = "", fraction] = fixed.split(".");
    const rest = fraction === undefined ? "" : `.${fraction}`;
    return padNumber(isNegative, digits, type === "%" ? `${rest}%` : rest, format);
  }
  if (type !== undefined || precision !== undefined) throw refusal("a fraction", name);
  const [, digits = "", rest = ""] = /^(\d+)(.*)$/.exec(floatText(Math.abs(value))) ?? [];
  return padNumber(isNegative, digits, rest, format);
}

/** Pads `digits`, which grouping applies to, and `rest`, which stands behind them. */
function padNumber(isNegative: boolean, digits: string, rest: string, format: TextFormat): string {
  const { align = format.zero ? "=" : ">", fill = format.zero ? "0" : " ", grouping = "", width = 0 } = format;
  const sign = isNegative ? "-" : (format.sign ?? "");
  const size = format.type !== undefined && "boxX".includes(format.type) ? 4 : 3;
  let grouped = group(digits, grouping, size);
  // Zeros are digits: they are grouped as well.
  if (fill === "0" && align === "=") {
    for (let all = digits; sign.length + grouped.length + rest.length < width; grouped = group(all, grouping, size)) {
      all = `0${all}`;
    }
  }
  return pad(sign, grouped + rest, align, fill, width);
}

function group(digits: string, separator: string, size: number): string {
  return separator === "" ? digits : digits.replace(new RegExp(`\\B(?=(?:.{${size}})+$)`, "g"), separator);
}

function pad(sign: string, text: string, align: "<" | ">" | "^" | "=", fill: string, width = 0): string {
  const missing = Math.max(0, width - sign.length - [...text].length);
  const before = align === "<" ? 0 : align === "^" ? Math.floor(missing / 2) : missing;
  const [left, right] = [fill.repeat(before), fill.repeat(missing - before)];
  return align === "=" ? sign + left + text : left + sign + text + right;
}

/** A number that is not negative with `decimals` digits after the point, rounded half to even as Python does. */
function fixedText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return "inf";
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const exponent = Math.max(Number((raw >> 52n) & 0x7ffn), 1) - 1_075;
  const mantissa = value < 2 ** -1_022 ? raw : (raw & 0xfffffffffffffn) | 0x10000000000000n;
  const scaled = (mantissa * 10n ** BigInt(decimals)) << BigInt(Math.max(exponent, 0));
  const digits = roundedShift(scaled, BigInt(Math.max(-exponent, 0)))
    .toString()
    .padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** `value / 2^bits`, half to even. */
function roundedShift(value: bigint, bits: bigint): bigint {
  if (bits === 0n) return value;
  const quotient = value >> bits;
  const twice = (value - (quotient << bits)) * 2n;
  const one = 1n << bits;
  return twice > one || (twice === one && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

function refusal(what: string, name: string): ApiError {
  return new ApiError(`${name} is ${what}, which the format of its placeholder cannot write`);
}
