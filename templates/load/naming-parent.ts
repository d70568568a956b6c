import { ApiError } from "../http/errors.js";
import { JsonDouble } from "../http/exact-json.js";
import type { Page } from "../http/page.js";
import { printable, shorten } from "../http/printable.js";
import type { Redact } from "../http/redact.js";
import { isObject } from "../http/select.js";
import { normalizePath } from "./naming.js";
import type { LoadPlan } from "./plan.js";

/** The pages of a child; an error of the API says which resource and which record of the parent it is about. */
export async function* namingParent(
  pages: AsyncIterable<Page>,
  child: string,
  parent: LoadPlan | undefined,
  record: unknown,
  redact: Redact,
): AsyncGenerator<Page, void, undefined> {
  try {
    yield* pages;
  } catch (error) {
    if (error instanceof ApiError)
      error.message = `${child}, of ${redact(shownRecord(parent, record))}: ${error.message}`;
    throw error;
  }
}

/** `issues (id 5)`: the resource and the key of one of its records. */
function shownRecord(parent: LoadPlan | undefined, record: unknown): string {
  if (parent === undefined || !isObject(record)) return "a record";
  const key = Object.entries(record).filter(([name]) => parent.primaryKey.includes(normalizePath(name)));
  if (key.length === 0) return `a record of ${parent.resource}`;
  return `${parent.resource} (${key.map(([name, value]) => `${name} ${shownValue(value)}`).join(", ")})`;
}

function shownValue(value: unknown): string {
  if (value instanceof JsonDouble) return value.text;
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return shorten(printable(String(value)), 40);
}
