import { child, isObject, type SchemaNode, type Spec } from "./spec.js";

/** JSON Schema (draft 2020-12), without references to anywhere but its own `$defs`. */
export type JsonSchema = { readonly [keyword: string]: unknown };

const TYPES: ReadonlySet<unknown> = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);

/** The type or types; `file` of 2.0 is a text. Unknown words are left out. */
export function typeOf(node: SchemaNode): string | readonly string[] | undefined {
  const type = child(node, "type")?.value;
  if (type === "file") return "string";
  if (Array.isArray(type)) {
    const known = type.filter((each): each is string => TYPES.has(each));
    return known.length === 1 ? known[0] : known;
  }
  return typeof type === "string" && TYPES.has(type) ? type : undefined;
}

/**
 * The scalars that a value may be. YAML without quotes makes numbers of texts, and authors write texts for numbers: what is
 * of another type is read as the type says. Undefined where nothing that the type allows is left.
 */
export function enumOf(node: SchemaNode, type: string | readonly string[] | undefined): readonly unknown[] | undefined {
  const written = child(node, "enum")?.value;
  if (!Array.isArray(written)) return undefined;
  const scalars = written.filter((value) => !isObject(value) && !Array.isArray(value));
  if (typeof type !== "string") return scalars;
  const values = scalars.flatMap((value): readonly unknown[] => {
    if (value === null) return [value];
    if (type === "string") return [String(value)];
    if (type === "boolean") return /^(true|false)$/.test(String(value)) ? [String(value) === "true"] : [];
    const isNumber = (type === "number" || type === "integer") && /^-?\d/.test(String(value));
    return isNumber && Number.isFinite(Number(value)) ? [Number(value)] : [];
  });
  return values.length === 0 ? undefined : values;
}

export function isNullable({ dialect }: Spec, node: SchemaNode): boolean {
  const key = dialect === "2.0" ? "x-nullable" : "nullable";
  return isObject(node.value) && Object.hasOwn(node.value, key) && node.value[key] === true;
}

/** Also in `enum`, which in 3.0 has to list null, and often does not. */
export function orNull(schema: JsonSchema): JsonSchema {
  const { type, description, ...rest } = schema;
  const described = description === undefined ? {} : { description };
  if (type === undefined || rest["allOf"] !== undefined || rest["anyOf"] !== undefined) {
    return { ...described, anyOf: [type === undefined ? rest : { type, ...rest }, { type: "null" }] };
  }
  const types = Array.isArray(type) ? type : [type];
  const values = rest["enum"];
  return {
    ...rest,
    ...described,
    type: types.includes("null") ? types : [...types, "null"],
    ...(Array.isArray(values) && !values.includes(null) && { enum: [...values, null] }),
  };
}

/** Objects with known properties, and nothing that chooses between them. */
export function isPlainObject(schema: JsonSchema): boolean {
  return schema["type"] === "object" && isObject(schema["properties"]) && schema["anyOf"] === undefined;
}

/** One object with the properties of several; all else is as in `own`, which wins where a property is there twice. */
export function joinObjects(own: JsonSchema, parts: readonly JsonSchema[]): JsonSchema {
  const all = [...parts, own];
  const required = [...new Set(all.flatMap((body) => (Array.isArray(body["required"]) ? body["required"] : [])))];
  return {
    ...own,
    type: "object",
    properties: Object.fromEntries(
      all.flatMap(({ properties }) => (isObject(properties) ? Object.entries(properties) : [])),
    ),
    ...(required.length > 0 && { required }),
    ...(all.some((body) => body["additionalProperties"] === false) && { additionalProperties: false }),
  };
}
