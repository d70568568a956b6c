import { DEEPEST, USUAL_KEYS } from "../../templates/http/detect-records.js";
import { isObject } from "../../templates/http/select.js";
import { pathText } from "./path-text.js";

/** A list in a body. */
export interface BodyList {
  /** The selector of it: `$` for the body itself. */
  readonly selector: string;
  /** The keys that lead to it. */
  readonly keys: readonly string[];
  readonly length: number;
  readonly ofObjects: boolean;
  /** Whether its key is one that APIs use for their records. */
  readonly isUsual: boolean;
}

/** The lists of a body, as deep as a connector looks for its records. */
export function listsIn(body: unknown): readonly BodyList[] {
  if (Array.isArray(body)) return [describeList(body, [])];
  return isObject(body) ? listsBelow(body, []) : [];
}

/** The list that a connector without a `data_selector` takes: under a usual key, else the first. */
export function detectedList(lists: readonly BodyList[]): BodyList | undefined {
  return lists.find(({ isUsual }) => isUsual) ?? lists[0];
}

function listsBelow(object: Readonly<Record<string, unknown>>, path: readonly string[]): readonly BodyList[] {
  return Object.entries(object).flatMap(([key, value]) => {
    const here = [...path, key];
    if (Array.isArray(value)) return [describeList(value, here)];
    return isObject(value) && here.length < DEEPEST ? listsBelow(value, here) : [];
  });
}

function describeList(list: readonly unknown[], path: readonly string[]): BodyList {
  return {
    selector: path.length === 0 ? "$" : pathText(path),
    keys: path,
    length: list.length,
    ofObjects: list.every(isObject),
    isUsual: USUAL_KEYS.has(path.at(-1) ?? ""),
  };
}
