import { ApiError } from "./errors.js";
import { JsonDouble } from "./exact-json.js";

/**
 * A field of the parent's record as text for a request: numbers in the spelling of the API where it is known, booleans as
 * `true` and `false`.
 *
 * @throws ApiError for what no text stands for: a missing field, null (dlt sends `None`), an object or a list
 */
export function fieldText(value: unknown, name: string): string {
  if (value instanceof JsonDouble) return value.text;
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    case "undefined":
      throw missingField(name);
    default:
      throw new ApiError(`${name} is ${describe(value)}, which a request cannot carry as text`);
  }
}

/**
 * What the requests of children take of a parent's record. A record of fields that are not declared, such as a
 * `Record<string, unknown>` of a processing step, may have any of them: which it has shows when it is read.
 */
export type ParentFields<Row, Field extends string> = string extends keyof Row
  ? Row & { readonly [Name in Field]?: unknown }
  : Pick<Row, Field & keyof Row>;

/** A field of the parent's record with its own type, null included. Throws an `ApiError` when there is none, as dlt does. */
export function presentField(value: unknown, name: string): unknown {
  if (value === undefined) throw missingField(name);
  return value;
}

/** A text for a header. Throws an `ApiError`, which does not quote it, when no header can carry it. */
export function headerText(text: string, header: string): string {
  if (/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(text)) return text;
  throw new ApiError(`the header ${header} cannot carry the characters that a record brings`);
}

function missingField(name: string): ApiError {
  return new ApiError(`${name} is missing in a record, and this request is made of it`);
}

function describe(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : "an object";
}
