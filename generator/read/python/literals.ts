/** The value of a text literal, or what keeps it from having one. */
export type PythonText =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "unclosed" }
  /** Bytes, or a character by its Unicode name. */
  | { readonly kind: "unreadable"; readonly what: string };

const LITERAL = /^([A-Za-z]*)("""|'''|"|')([\s\S]*)$/;

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

const ESCAPE = /\\(?:(\r\n|\n|\r)|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g;

/** Reads one text literal of Python, with its prefix and quotes; an f-string must hold no placeholder. */
export function readText(source: string): PythonText {
  const [, prefix = "", quotes = "", rest = ""] = LITERAL.exec(source) ?? [];
  if (quotes === "" || !rest.endsWith(quotes)) return { kind: "unclosed" };
  const flags = prefix.toLowerCase();
  if (flags.includes("b")) return { kind: "unreadable", what: "bytes" };
  const body = rest.slice(0, rest.length - quotes.length).replace(/\r\n?/g, "\n");
  const raw = flags.includes("r");
  if (!raw && /(?<!\\)(?:\\\\)*\\N\{/.test(body)) return { kind: "unreadable", what: "a character by name (\\N)" };
  const value = raw ? body : body.replace(ESCAPE, unescape);
  return { kind: "text", value: flags.includes("f") ? value.replaceAll("{{", "{").replaceAll("}}", "}") : value };
}

function unescape(
  whole: string,
  lineBreak: string | undefined,
  octal: string | undefined,
  hex: string | undefined,
  short: string | undefined,
  long: string | undefined,
  character: string | undefined,
): string {
  if (lineBreak !== undefined) return "";
  if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
  const code = hex ?? short ?? long;
  if (code !== undefined) {
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  }
  return SIMPLE_ESCAPES.get(character ?? "") ?? whole;
}

/** A number literal of Python in JSON's spelling; undefined for complex numbers. */
export function readNumber(source: string): string | undefined {
  const digits = source.replaceAll("_", "");
  if (/^0[xob][0-9a-f]+$/i.test(digits)) return BigInt(digits).toString();
  if (/^0+$/.test(digits)) return "0";
  if (/^\d+$/.test(digits)) return digits;
  const [, whole, fraction = "", exponent = ""] = /^(\d*)(\.\d+)?(e[+-]?\d+)?$/i.exec(digits) ?? [];
  if (whole === undefined || (whole === "" && fraction === "")) return undefined;
  return `${whole.replace(/^0+(?=\d)/, "") || "0"}${fraction}${exponent.toLowerCase()}`;
}
