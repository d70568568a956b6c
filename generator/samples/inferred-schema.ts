import { isObject } from "../../templates/http/select.js";
import { type FieldShape, NOTHING, type Shape, type TextFormat, valuesOf } from "./shape.js";

/** A JSON Schema, as far as it is written here. */
export type InferredSchema = { readonly [keyword: string]: unknown };

/** The folder beside the config that holds an inferred schema for each resource. */
export const SCHEMA_FOLDER = "schemas";

/** By this text a schema is known as inferred: one that a person wrote is never written over. */
const MARK = "Inferred by gen-connector probe";
const COMMENT = `${MARK}, which adds to it what later samples show. Take this comment out to keep your own changes.`;
const ONLY_NULL = "null in every sample";

/** Objects with more different fields than these, none of them in all, are maps: their keys are data. */
const MOST_OPTIONAL_FIELDS = 100;

/** The schema of records of a shape as a file (JSON Schema 2020-12). */
export function schemaText(shape: Shape): string {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $comment: COMMENT,
    ...schemaOf(shape),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** The shape that an inferred schema was written from; undefined for a text that is no inferred schema. */
export function shapeOfSchemaText(text: string): Shape | undefined {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(schema) || !String(schema["$comment"]).startsWith(MARK)) return undefined;
  return shapeOfSchema({ ...schema, $comment: undefined });
}

export function schemaOf(shape: Shape): InferredSchema {
  const types = [
    ...(shape.boolean ? ["boolean"] : []),
    ...(shape.double ? ["number"] : shape.integer === undefined ? [] : ["integer"]),
    ...(shape.text === undefined ? [] : ["string"]),
    ...(shape.list === undefined ? [] : ["array"]),
    ...(shape.object === undefined && shape.map === undefined ? [] : ["object"]),
  ];
  // One sample of nulls says nothing of the values that will come.
  if (types.length === 0) return shape.null ? { $comment: ONLY_NULL } : {};
  const all = shape.null ? [...types, "null"] : types;
  return {
    type: all.length === 1 ? all[0] : all,
    ...formatKeyword(shape),
    ...(shape.list === undefined || isNothing(shape.list) ? {} : { items: schemaOf(shape.list) }),
    ...(shape.object === undefined ? {} : objectKeywords(shape.object)),
    ...(shape.map === undefined ? {} : { additionalProperties: schemaOf(shape.map) }),
  };
}

/** One keyword for all types of a place: the width of integers comes first, since digits could be lost. */
function formatKeyword({ integer, double, text }: Shape): InferredSchema {
  if (integer === "wide" && !double) return { format: "int64" };
  return text === undefined || text === "plain" ? {} : { format: text };
}

function objectKeywords(fields: ReadonlyMap<string, FieldShape>): InferredSchema {
  const required = [...fields].filter(([, { always }]) => always).map(([name]) => name);
  if (required.length === 0 && fields.size > MOST_OPTIONAL_FIELDS) {
    return { additionalProperties: schemaOf(valuesOf(fields)) };
  }
  return {
    properties: Object.fromEntries(Array.from(fields, ([name, { shape }]) => [name, schemaOf(shape)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function shapeOfSchema(schema: unknown): Shape {
  if (!isObject(schema)) return NOTHING;
  const written = schema["type"];
  const types: ReadonlySet<unknown> = new Set(Array.isArray(written) ? written : [written]);
  const format = schema["format"];
  const isMap = schema["additionalProperties"] !== undefined;
  return {
    null: types.has("null") || schema["$comment"] === ONLY_NULL,
    boolean: types.has("boolean"),
    integer: types.has("integer") ? (format === "int64" ? "wide" : "safe") : undefined,
    double: types.has("number"),
    text: types.has("string") ? textFormat(format) : undefined,
    list: types.has("array") ? shapeOfSchema(schema["items"]) : undefined,
    object: types.has("object") && !isMap ? fieldsOfSchema(schema) : undefined,
    map: types.has("object") && isMap ? shapeOfSchema(schema["additionalProperties"]) : undefined,
  };
}

function fieldsOfSchema(schema: Readonly<Record<string, unknown>>): ReadonlyMap<string, FieldShape> {
  const { properties, required } = schema;
  const always: ReadonlySet<unknown> = new Set(Array.isArray(required) ? required : []);
  return new Map(
    Object.entries(isObject(properties) ? properties : {}).map(([name, property]) => {
      return [name, { shape: shapeOfSchema(property), always: always.has(name) }];
    }),
  );
}

function textFormat(format: unknown): TextFormat {
  return format === "date-time" || format === "date" ? format : "plain";
}

function isNothing(shape: Shape): boolean {
  return schemaOf(shape)["type"] === undefined && !shape.null;
}
