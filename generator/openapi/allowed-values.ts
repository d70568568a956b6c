import { parameterSchema } from "./operations.js";
import type { ParameterNode } from "./spec.js";
import { child, isObject, items, resolve, type SchemaKey, type SchemaNode, type Spec } from "./spec.js";

/** Schemas within schemas that are looked into for one value. */
const DEEPEST = 10;
/** Values of an enumeration that a message lists. */
const MOST_SHOWN = 12;

/**
 * What a spec wants instead of a literal that goes into a parameter, as in "one of open, paid"; undefined where the
 * literal fits, or nothing tells.
 */
export function refusal(spec: Spec, parameter: ParameterNode, text: string): string | undefined {
  return refusalOf(spec, parameterSchema(parameter), text, 0);
}

function refusalOf(spec: Spec, place: SchemaNode, text: string, depth: number): string | undefined {
  if (depth > DEEPEST) return undefined;
  const schema = resolve(spec, place);
  for (const part of items<SchemaKey>(child(schema, "allOf"))) {
    const refused = refusalOf(spec, part, text, depth + 1);
    if (refused !== undefined) return refused;
  }
  for (const key of ["oneOf", "anyOf"] as const) {
    const refused = items<SchemaKey>(child(schema, key)).map((one) => refusalOf(spec, one, text, depth + 1));
    if (refused.length > 0 && refused.every((one) => one !== undefined)) return [...new Set(refused)].join(", or ");
  }
  return valueRefusal(spec, schema, text, depth);
}

function valueRefusal(spec: Spec, schema: SchemaNode, text: string, depth: number): string | undefined {
  const constant = child(schema, "const");
  const allowed = [...items(child(schema, "enum")), ...(constant === undefined ? [] : [constant])]
    .filter(({ value }) => !isObject(value) && !Array.isArray(value))
    .map(({ value }) => String(value));
  const types = typesOf(schema);
  // A list is written as several values, or as one with commas.
  const list: SchemaNode | undefined = child(schema, "items");
  if (types.includes("array") && list !== undefined) {
    return text
      .split(",")
      .map((item) => refusalOf(spec, list, item.trim(), depth + 1))
      .find((refused) => refused !== undefined);
  }
  if (allowed.length > 0 && !allowed.includes(text)) {
    return `one of ${allowed.slice(0, MOST_SHOWN).join(", ")}${allowed.length > MOST_SHOWN ? ", …" : ""}`;
  }
  const refused = types.map((type) => typeRefusal(type, text));
  if (refused.length > 0 && refused.every((one) => one !== undefined)) return [...new Set(refused)].join(" or ");
  return rangeRefusal(schema, types, text);
}

/** Of 3.1 a list; null is never written. */
function typesOf(schema: SchemaNode): readonly string[] {
  const type = child(schema, "type")?.value;
  return (Array.isArray(type) ? type : [type]).filter(
    (one): one is string => typeof one === "string" && one !== "null",
  );
}

function typeRefusal(type: string, text: string): string | undefined {
  if (type === "integer") return /^-?\d+$/.test(text) ? undefined : "an integer";
  if (type === "number") return text !== "" && Number.isFinite(Number(text)) ? undefined : "a number";
  if (type === "boolean") return /^(true|false)$/.test(text) ? undefined : "true or false";
  return undefined;
}

function rangeRefusal(schema: SchemaNode, types: readonly string[], text: string): string | undefined {
  if (!types.every((type) => type === "integer" || type === "number") || types.length === 0) return undefined;
  const [minimum, maximum] = [child(schema, "minimum")?.value, child(schema, "maximum")?.value];
  if (typeof minimum === "number" && Number(text) < minimum) return `at least ${minimum}`;
  return typeof maximum === "number" && Number(text) > maximum ? `at most ${maximum}` : undefined;
}
