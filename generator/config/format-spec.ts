import type { TextFormat } from "../../templates/http/format-text.js";

export type ParsedFormat =
  /** Null: the value is written as it is. `asText` formats its text (`!s`), whatever its type. */
  | { readonly kind: "format"; readonly format: TextFormat | null; readonly asText: boolean }
  | { readonly kind: "error"; readonly problem: string };

/** Python's `[[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision][type]`. */
const SPECIFICATION =
  /^(?:(?<fill>.)(?=[<>=^]))?(?<align>[<>=^])?(?<sign>[-+ ])?(?<other>z?#?)(?<zero>0)?(?<width>\d+)?(?<grouping>[,_])?(?:\.(?<precision>\d+))?(?<type>.*)$/su;

const TYPES = ["s", "d", "b", "o", "x", "X", "f", "F", "%"];

/** Beyond these nothing but mistakes is meant. */
const LONGEST_WIDTH = 1_000;
const MOST_DECIMALS = 100;

/**
 * What follows the name of a placeholder: `!conversion` and `:format` as Python has them, of which those are left out
 * whose text depends on the platform or is Python code, and those of scientific notation.
 */
export function parseFormat(conversion: string, format: string): ParsedFormat {
  if (conversion !== "" && conversion !== "s") {
    return problem(
      conversion === "r" || conversion === "a" ? `!${conversion} writes Python code` : `unknown !${conversion}`,
    );
  }
  const asText = conversion === "s";
  if (format === "") return { kind: "format", format: null, asText };
  if (/[{}]/.test(format)) return problem("placeholders within a format");
  const { fill, align, sign, other, zero, width, grouping, precision, type } = SPECIFICATION.exec(format)?.groups ?? {};
  if (other !== "" || (type !== "" && !TYPES.includes(type ?? ""))) return problem(`there is no format "${format}"`);
  if (Number(width ?? 0) > LONGEST_WIDTH) return problem(`a width beyond ${LONGEST_WIDTH}`);
  if (Number(precision ?? 0) > MOST_DECIMALS) return problem(`a precision beyond ${MOST_DECIMALS}`);
  const kind = type === "F" ? "f" : type;
  const isText = asText || kind === "s";
  if (isText && ((kind !== "" && kind !== "s") || grouping !== undefined || align === "=" || sign !== undefined)) {
    return problem(`${format} is for numbers, and this is a text`);
  }
  if (precision !== undefined && "dboxX".includes(kind || "-")) return problem(`${kind} takes no precision`);
  if (grouping === "," && "boxX".includes(kind || "-")) return problem(`${kind} groups digits by _ only`);
  return {
    kind: "format",
    asText,
    format: {
      ...(fill !== undefined && { fill }),
      ...(isAlign(align) && { align }),
      ...((sign === "+" || sign === " ") && { sign }),
      ...(zero !== undefined && { zero: true }),
      ...(width !== undefined && { width: Number(width) }),
      ...((grouping === "," || grouping === "_") && { grouping }),
      ...(precision !== undefined && { precision: Number(precision) }),
      ...(isType(kind) && { type: kind }),
    },
  };
}

function isAlign(align: string | undefined): align is NonNullable<TextFormat["align"]> {
  return align !== undefined;
}

function isType(type: string | undefined): type is NonNullable<TextFormat["type"]> {
  return type !== undefined && type !== "";
}

function problem(text: string): ParsedFormat {
  return { kind: "error", problem: text };
}
