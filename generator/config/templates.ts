/** One piece of a text with placeholders, as Python's format strings have them. Offsets count in the text. */
export type TemplatePiece =
  /** `{{` and `}}` are already single braces. */
  | { readonly kind: "text"; readonly text: string; readonly escaped: boolean }
  | {
      readonly kind: "placeholder";
      /** What stands before `!` and `:`; may be empty. */
      readonly name: string;
      /** What follows `!`, e.g. `r`; empty without. */
      readonly conversion: string;
      /** What follows `:`; empty without. */
      readonly format: string;
      readonly start: number;
      readonly end: number;
    };

export type ParsedTemplate =
  | { readonly kind: "template"; readonly pieces: readonly TemplatePiece[] }
  | { readonly kind: "error"; readonly problem: string; readonly start: number; readonly end: number };

/**
 * Splits a text into literal parts and placeholders by the rules of Python's `string.Formatter.parse`, which dlt uses:
 * doubled braces are literal, single ones must pair up, none may stand within a name.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const pieces: TemplatePiece[] = [];
  let literal = "";
  let escaped = false;
  const endLiteral = (): void => {
    if (literal !== "") pieces.push({ kind: "text", text: literal, escaped });
    literal = "";
    escaped = false;
  };
  for (let offset = 0; offset < text.length;) {
    const character = text.charAt(offset);
    if ((character === "{" || character === "}") && text.charAt(offset + 1) === character) {
      literal += character;
      escaped = true;
      offset += 2;
    } else if (character === "}") {
      return problemAt("} has no { before it", offset, offset + 1);
    } else if (character === "{") {
      endLiteral();
      const placeholder = placeholderAt(text, offset);
      if (placeholder.kind === "error") return placeholder;
      pieces.push(placeholder);
      offset = placeholder.end;
    } else {
      literal += character;
      offset++;
    }
  }
  endLiteral();
  return { kind: "template", pieces };
}

type Placeholder = Extract<TemplatePiece, { kind: "placeholder" }>;
type Problem = Extract<ParsedTemplate, { kind: "error" }>;

function placeholderAt(text: string, start: number): Placeholder | Problem {
  const nameEnd = endOfName(text, start + 1);
  if (typeof nameEnd !== "number") return nameEnd;
  const name = text.slice(start + 1, nameEnd);
  if (text.charAt(nameEnd) === "}") {
    return { kind: "placeholder", name, conversion: "", format: "", start, end: nameEnd + 1 };
  }
  const end = closingBrace(text, nameEnd);
  if (end === undefined) return problemAt("{ is never closed", start, start + 1);
  const rest = text.slice(nameEnd, end);
  if (rest.startsWith(":")) {
    return { kind: "placeholder", name, conversion: "", format: rest.slice(1), start, end: end + 1 };
  }
  const [, conversion, format = ""] = /^!([^{}])(?::(.*))?$/s.exec(rest) ?? [];
  if (conversion === undefined) return problemAt("! needs one letter after it", nameEnd, end);
  return { kind: "placeholder", name, conversion, format, start, end: end + 1 };
}

/** The offset of the `}`, `:` or `!` that ends the name; square brackets shelter these, as in Python. */
function endOfName(text: string, start: number): number | Problem {
  let sheltered = false;
  for (let offset = start; offset < text.length; offset++) {
    const character = text.charAt(offset);
    if (character === "[") sheltered = true;
    else if (character === "]") sheltered = false;
    else if (character === "{") return problemAt("{ must not stand within a placeholder", offset, offset + 1);
    else if (!sheltered && (character === "}" || character === ":" || character === "!")) return offset;
  }
  return problemAt("{ is never closed", start - 1, start);
}

/** The `}` that closes a placeholder whose format may hold placeholders of its own. */
function closingBrace(text: string, start: number): number | undefined {
  let depth = 1;
  for (let offset = start; offset < text.length; offset++) {
    const character = text.charAt(offset);
    if (character === "{") depth++;
    else if (character === "}") depth--;
    if (depth === 0) return offset;
  }
  return undefined;
}

function problemAt(problem: string, start: number, end: number): Problem {
  return { kind: "error", problem, start, end };
}

/** The placeholders of a text; none when it cannot be parsed. */
export function placeholdersOf(text: string): Placeholder[] {
  const parsed = parseTemplate(text);
  if (parsed.kind === "error") return [];
  return parsed.pieces.filter((piece): piece is Placeholder => piece.kind === "placeholder");
}
