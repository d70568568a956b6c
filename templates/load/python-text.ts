import { JsonDepthError, JsonDouble, MAX_JSON_DEPTH } from "../http/exact-json.js";

/** A double as Python's `repr` prints it: `1.0`, `1e+21`, `2e-05`, `nan`. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  return printFloat(value, -4, 2);
}

/** A value as it lands in a text column, which dlt prints the Python way: `True`, `1.0`, compact JSON. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" || typeof value === "bigint") return value.toString();
  if (value instanceof JsonDouble) return floatText(value.value);
  return jsonText(value);
}

/**
 * Compact JSON as dlt stores it, with keys in their order: a `JsonDouble` keeps its `.0`, a bigint its digits. Lone
 * surrogates, which no database takes, become U+FFFD.
 *
 * @throws JsonDepthError when the value is nested too deeply
 */
export function jsonText(value: unknown, depth = 0): string {
  if (typeof value === "string") return JSON.stringify(wellFormed(value));
  if (typeof value === "number" && !Number.isInteger(value)) return jsonFloatText(value);
  if (value === null || typeof value !== "object") return String(value);
  if (value instanceof JsonDouble) return jsonFloatText(value.value);
  if (depth === MAX_JSON_DEPTH) throw new JsonDepthError();
  if (Array.isArray(value)) return `[${value.map((element) => jsonText(element, depth + 1)).join(",")}]`;
  const members = Object.entries(value).map(([key, member]) => `${jsonText(key)}:${jsonText(member, depth + 1)}`);
  return `{${members.join(",")}}`;
}

function jsonFloatText(value: number): string {
  return Number.isFinite(value) ? printFloat(value, -5, 1) : "null";
}

/** `text` with every lone surrogate replaced by U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/**
 * The shortest digits that read back as `value`. The exponent form is used below 10^`lowest` and from 10^16 on, the
 * exponent padded to `exponentDigits`.
 */
function printFloat(value: number, lowest: number, exponentDigits: number): string {
  const [mantissa = "", power = ""] = value.toExponential().split("e");
  const exponent = Number(power);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const unsigned = mantissa.replace("-", "");
  if (exponent < lowest || exponent >= 16) {
    const digits = Math.abs(exponent).toString().padStart(exponentDigits, "0");
    return `${sign}${unsigned}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  const digits = unsigned.replace(".", "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}
