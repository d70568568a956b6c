import { ApiError } from "./errors.js";

/**
 * The path of a request with values in it, as the tag of a template literal. A value is percent-encoded, all but `/`, so
 * that it can neither begin a query nor a fragment.
 *
 * @throws ApiError for a value that leaves a segment of the path empty, or makes it `.` or `..`, which lead elsewhere
 */
export function pathOf(literals: TemplateStringsArray, ...values: readonly string[]): string {
  const marked = literals.reduce((path, literal, index) => path + markValue(values[index - 1] ?? "") + literal);
  const [path = ""] = marked.split("?", 1);
  for (const segment of path.split("/")) {
    if (segment.includes(MARK) && /^\.{0,2}$/.test(unmark(segment))) {
      throw new ApiError(`a value leaves the path ${unmark(path)} with a segment "${unmark(segment)}"`);
    }
  }
  return unmark(marked);
}

/** Tells the parts of a path that values make from its literal ones; encoding leaves no such character. */
const MARK = "\0";

function markValue(value: string): string {
  return value
    .split("/")
    .map(
      (part) => MARK + encodeURIComponent(part.replace(/\p{Surrogate}/gu, "\ufffd")).replace(/[!'()*]/g, percentEncode),
    )
    .join("/");
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function unmark(text: string): string {
  return text.replaceAll(MARK, "");
}
