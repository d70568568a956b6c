import type { JsonValue, MapShape, ObjectShape, Shape, VariantShape } from "../schema/shapes.js";
import { MODULE_REFERENCE } from "../check/scalars.js";
import { annotations } from "./annotations.js";
import { CREDENTIAL_FIELD_PATTERN, keyPattern, REFERENCE_DEFINITIONS, textPattern } from "./patterns.js";
import { scalarSchema } from "./scalars.js";
import { variantSchema } from "./variants.js";

/** An object of keywords. */
export type JsonSchema = { readonly [keyword: string]: JsonValue };

/** Turns shapes into schemas; objects and variants get a place of their own in `definitions`, and are referred to. */
export interface Converter {
  readonly definitions: ReadonlyMap<string, JsonSchema>;
  /** The schema of a shape, mostly a `$ref` for objects and variants. */
  readonly schema: (shape: Shape) => JsonSchema;
  /** A `$ref` to a schema that is kept under this name, or under the first free one like it. */
  readonly refer: (key: object, name: string, make: () => JsonSchema) => JsonSchema;
  readonly definition: (shape: ObjectShape | VariantShape) => JsonSchema;
}

export function createConverter(): Converter {
  const names = new Map<object, string>();
  const definitions = new Map<string, JsonSchema>(Object.entries(REFERENCE_DEFINITIONS));
  const converter: Converter = { definitions, schema, refer, definition };
  return converter;

  function refer(key: object, name: string, make: () => JsonSchema): JsonSchema {
    const known = names.get(key) ?? freeName(definitions, name);
    if (!names.has(key)) {
      names.set(key, known);
      definitions.set(known, {}); // holds the name while its own parts take theirs
      definitions.set(known, make());
    }
    return { $ref: `#/$defs/${known}` };
  }

  function definition(shape: ObjectShape | VariantShape): JsonSchema {
    return refer(shape, shape.name.replaceAll(" ", "_"), () =>
      shape.kind === "object" ? objectSchema(converter, shape) : variantSchema(converter, shape),
    );
  }

  function schema(shape: Shape): JsonSchema {
    switch (shape.kind) {
      case "object":
      case "variant":
        return definition(shape);
      case "text":
      case "words":
      case "integer":
      case "number":
      case "boolean":
      case "scalar":
        return scalarSchema(shape);
      case "module":
        return { type: "string", pattern: MODULE_REFERENCE.source };
      case "value":
        return {};
      case "list":
        return { type: "array", items: schema(shape.items) };
      case "map":
        return mapSchema(converter, shape);
      case "either":
        return { anyOf: shape.shapes.map(schema) };
      case "sourced":
        return sourcedSchema(shape.credential ? undefined : schema(shape.shape));
      case "judged-at-run":
        return schema(shape.shape);
      case "unusable":
        return { type: "null" };
    }
  }
}

/** A value or a reference; with no value it is a credential, which must not be written down unless it is empty. */
function sourcedSchema(written: JsonSchema | undefined): JsonSchema {
  return { anyOf: [...REFERENCES, written ?? { const: "" }] };
}

const REFERENCES: readonly JsonSchema[] = Object.keys(REFERENCE_DEFINITIONS).map((name) => ({
  $ref: `#/$defs/${name}`,
}));

/** What may stand under the name of a credential: a reference, nothing, or a text that records fill. */
const NO_CREDENTIAL: JsonSchema = {
  anyOf: [...REFERENCES, { type: "null" }, { type: "string", pattern: "^$|\\{[^{}]+\\}" }],
};

function mapSchema(converter: Converter, shape: MapShape): JsonSchema {
  const values = orNull(converter.schema(shape.values), shape.nullValues === true);
  const guarded = shape.credentialKeys?.map(keyPattern) ?? [];
  if (shape.credentials === "refuse") guarded.push(CREDENTIAL_FIELD_PATTERN);
  const pattern = shape.keyFormat === undefined ? undefined : textPattern(shape.keyFormat);
  return {
    type: "object",
    ...(pattern !== undefined && { propertyNames: { pattern } }),
    additionalProperties: values,
    ...(guarded.length > 0 && {
      patternProperties: Object.fromEntries(guarded.map((name) => [name, { allOf: [values, NO_CREDENTIAL] }])),
    }),
  };
}

/** Known keys; the keys of a config that cannot be used are shown as such. */
function objectSchema(converter: Converter, shape: ObjectShape): JsonSchema {
  return {
    type: "object",
    ...objectParts(converter, shape.keys),
    ...(shape.openKeys !== undefined && { patternProperties: { [shape.openKeys.source]: {} } }),
    additionalProperties: false,
  };
}

/** `properties` and `required` of known keys. */
export function objectParts(converter: Converter, keys: ObjectShape["keys"]): JsonSchema {
  const required = Object.entries(keys).flatMap(([name, key]) => (key.required === true ? [name] : []));
  const properties = Object.entries(keys).map(([name, key]) => {
    const nullable = key.nullable !== false && key.required !== true;
    return [name, { ...annotations(key), ...orNull(converter.schema(key.shape), nullable) }] as const;
  });
  return { properties: Object.fromEntries(properties), ...(required.length > 0 && { required }) };
}

/** Null means absent wherever the vocabulary does not refuse it. */
function orNull(schema: JsonSchema, nullable: boolean): JsonSchema {
  if (!nullable || Object.keys(schema).length === 0 || schema["type"] === "null") return schema;
  const alternatives = schema["anyOf"];
  if (Array.isArray(alternatives)) return { anyOf: [...alternatives, { type: "null" }] };
  return { anyOf: [schema, { type: "null" }] };
}

function freeName(taken: ReadonlyMap<string, unknown>, name: string): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
  return free;
}
