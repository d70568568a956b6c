import { JsonDouble } from "./exact-json.js";
import type { QueryParams } from "./url.js";

/** What a request carries, sent as UTF-8. */
export interface RequestBody {
  readonly text: string;
  /** The `Content-Type` unless the config's headers name one; null sends none. */
  readonly type: string | null;
}

/** A JSON body. */
export function jsonBody(value: unknown): RequestBody {
  return { text: jsonText(value) ?? "null", type: "application/json" };
}

/** Form fields (`application/x-www-form-urlencoded`) in the order given; a name may occur more than once. */
export function formBody(fields: QueryParams): RequestBody {
  const form = new URLSearchParams();
  for (const [name, value] of fields) if (value !== undefined) form.append(name, value);
  return { text: form.toString(), type: "application/x-www-form-urlencoded" };
}

/** A text that is sent as it is. */
export function textBody(text: string): RequestBody {
  return { text, type: null };
}

/**
 * JSON as `JSON.stringify` writes it, and what that cannot: integers of any length, and numbers in the spelling of the
 * config, such as `1.0`. Undefined values of objects are left out.
 */
export function jsonText(value: unknown): string | undefined {
  if (value instanceof JsonDouble) return value.text;
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item) ?? "null").join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).flatMap(([key, inner]) => {
    const text = jsonText(inner);
    return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
  });
  return `{${fields.join(",")}}`;
}
