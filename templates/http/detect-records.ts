import { ApiError } from "./errors.js";
import { field, isObject, rowsOf } from "./select.js";

/** Keys that APIs use for their list of records, as dlt knows them. */
export const USUAL_KEYS: ReadonlySet<string> = new Set([
  "data",
  "items",
  "results",
  "entries",
  "records",
  "rows",
  "entities",
  "payload",
  "content",
  "objects",
  "values",
]);

/** Keys that a path can name without quotes. */
const BARE_KEY = /^[A-Za-z_@0-9][A-Za-z0-9_@-]*$/;

/** How many keys deep a list is looked for. */
export const DEEPEST = 3;

/**
 * Finds the records of a body whose config names no `data_selector`, by dlt's rule: a list under one of the usual keys,
 * else the first list, at most three keys deep; without a list the whole body. The first page decides for all pages.
 */
export function createRecordDetector(): (body: unknown) => readonly unknown[] {
  let path: readonly string[] | undefined;
  return (body) => {
    path ??= detectPath(body);
    return rowsOf([path.reduce(field, body)]);
  };
}

function detectPath(body: unknown): readonly string[] {
  const lists = isObject(body) ? [...listPaths(body, [])] : [];
  const found = lists.find((path) => USUAL_KEYS.has(path.at(-1) ?? "")) ?? lists[0] ?? [];
  // dlt joins the keys to a dotted path without quoting: it finds nothing under a key such as `@odata.value`, and fails
  // on one with a space. Nothing is lost in silence here.
  if (found.some((key) => !BARE_KEY.test(key))) {
    const selector = found.map((key) => `['${key}']`).join("");
    throw new ApiError(`the list of records seems to stand at ${selector}: write that as data_selector in the config`);
  }
  return found;
}

function* listPaths(value: Record<string, unknown>, path: readonly string[]): Generator<readonly string[]> {
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, key];
    if (Array.isArray(inner)) yield here;
    else if (isObject(inner) && here.length < DEEPEST) yield* listPaths(inner, here);
  }
}
