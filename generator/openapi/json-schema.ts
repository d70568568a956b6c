import {
  child,
  entries,
  isObject,
  items,
  referenceOf,
  resolve,
  SpecError,
  textOf,
  type SchemaKey,
  type SchemaNode,
  type Spec,
} from "./spec.js";
import { type Conversion, orAny } from "./conversion.js";
import { shown } from "./place.js";
import { discriminatorOf, familyProperty, inheritedVariants, isMadeOf, listedValues, placeOf } from "./inheritance.js";
import { enumOf, isNullable, isPlainObject, joinObjects, type JsonSchema, orNull, typeOf } from "./schema-words.js";

export type { JsonSchema } from "./schema-words.js";

const DEEPEST_SCHEMA = 200;

/** Keywords that mean in a spec what they mean in JSON Schema, and are handed on where they are of the right kind. */
const KEPT_TEXTS = ["title", "description", "format", "pattern"] as const;
const KEPT_NUMBERS = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "multipleOf"] as const;

/**
 * A schema of a spec as JSON Schema: `nullable` of 3.0 and `x-nullable` become the type null, parts of `allOf` that are
 * objects become one, a discriminator becomes a constant in each variant, properties that are only written are left out.
 * What is referred to by name is a `$ref` to the key of its definition, recursive schemas included.
 *
 * @throws SpecError for references to nowhere, and for schemas beyond all measure, where the whole is made of them
 */
export function convertSchema(conversion: Conversion, target: SchemaNode, isFamily: boolean): JsonSchema {
  return isFamily ? convertFamily(conversion, target) : convertBody(conversion, target, 0);
}

function convert(conversion: Conversion, node: SchemaNode, depth: number): JsonSchema {
  const ref = referenceOf(node);
  if (ref === undefined) return convertBody(conversion, node, depth);
  const { spec, refers, within } = conversion;
  const target = resolve(spec, node);
  if (isBase(spec, target)) return withSiblings(conversion, node, referTo(conversion, target, true));
  const place = placeOf(target);
  if (!deservesName(target) && !within.has(place)) {
    within.add(place);
    try {
      const body = convertBody(conversion, target, depth + 1);
      // What holds itself has a name after all.
      if (!refers.has(conversion.refer(target, false))) return withSiblings(conversion, node, body);
    } finally {
      within.delete(place);
    }
  }
  return withSiblings(conversion, node, referTo(conversion, target, false));
}

/** A reference to the definition of a schema, or of it and those that are made of it. */
function referTo(conversion: Conversion, target: SchemaNode, isFamily: boolean): JsonSchema {
  const key = conversion.refer(target, isFamily);
  conversion.refers.add(key);
  return { $ref: key };
}

/** Whether a schema is what other ones are made of, and stands for them where it is referred to. */
export function isBase(spec: Spec, target: SchemaNode): boolean {
  return inheritedVariants(spec, target).length > 0;
}

/** The choice of a schema and of those that are made of it. */
function convertFamily(conversion: Conversion, base: SchemaNode): JsonSchema {
  const { spec } = conversion;
  const property = familyProperty(spec, base);
  const description = textOf(child(base, "description"));
  const family: JsonSchema = {
    ...(description !== undefined && { description }),
    anyOf: inheritedVariants(spec, base).map(({ schema, values }) =>
      withConstant(referTo(conversion, schema, false), property, values),
    ),
  };
  return isNullable(spec, base) ? orNull(family) : family;
}

/** Objects and enumerations get a type of their own name; a text or a number does not need one. */
function deservesName(target: SchemaNode): boolean {
  return ["properties", "allOf", "oneOf", "anyOf", "enum", "additionalProperties"].some(
    (key) => child(target, key as SchemaKey) !== undefined,
  );
}

/** What stands beside a reference: 3.1 lets everything, and 3.0 in practice `nullable` and a description. */
function withSiblings({ spec }: Conversion, node: SchemaNode, schema: JsonSchema): JsonSchema {
  const description = textOf(child(node, "description"));
  const described = description === undefined ? schema : { ...schema, description };
  return isNullable(spec, node) ? orNull(described) : described;
}

function convertBody(conversion: Conversion, node: SchemaNode, depth: number): JsonSchema {
  if (++conversion.schemas > conversion.limit || depth > DEEPEST_SCHEMA) {
    throw new SpecError(
      `the schema at ${shown(conversion.spec, node)} is made of too many schemas, or of schemas nested too deeply`,
    );
  }
  if (!isObject(node.value)) return {};
  const own = convertOwn(conversion, node, depth);
  const schema = joinAllOf(conversion, node, own, depth);
  return isNullable(conversion.spec, node) ? orNull(schema) : schema;
}

/** All but `allOf` and nullability. Of a schema that others are made of, what they share: not the choice of them. */
function convertOwn(conversion: Conversion, node: SchemaNode, depth: number): JsonSchema {
  const schema: Record<string, unknown> = {};
  for (const key of KEPT_TEXTS) {
    const text = textOf(child(node, key));
    if (text !== undefined) schema[key] = text;
  }
  for (const key of KEPT_NUMBERS) {
    const value = child(node, key)?.value;
    if (typeof value === "number") schema[key] = value;
  }
  const type = typeOf(node);
  if (type !== undefined) schema["type"] = type;
  const values = enumOf(node, type);
  if (values !== undefined) schema["enum"] = values;
  const constant = child(node, "const")?.value;
  if (["string", "number", "boolean"].includes(typeof constant)) schema["const"] = constant;
  if (child(node, "deprecated")?.value === true) schema["deprecated"] = true;
  addObject(conversion, node, schema, depth);
  addItems(conversion, node, schema, depth);
  for (const key of ["oneOf", "anyOf"] as const) {
    const variants = items<SchemaKey>(child(node, key));
    if (variants.length > 0 && !isBase(conversion.spec, node))
      schema["anyOf"] = variants.map((variant) => convertVariant(conversion, node, variant, depth));
  }
  return schema;
}

function addObject(conversion: Conversion, node: SchemaNode, schema: Record<string, unknown>, depth: number): void {
  const properties = entries<SchemaKey>(child(node, "properties")).flatMap(([name, property]) => {
    const converted = orAny(conversion, () => {
      return isWritten(conversion, property) ? undefined : convert(conversion, property, depth + 1);
    });
    return converted === undefined ? [] : [[name, converted] as const];
  });
  const present = new Set(properties.map(([name]) => name));
  if (present.size > 0) {
    schema["properties"] = Object.fromEntries(properties);
    schema["type"] ??= "object";
  }
  const required = items(child(node, "required")).flatMap((item) => textOf(item) ?? []);
  const kept = [...new Set(required)].filter((name) => present.has(name) || schema["properties"] === undefined);
  if (kept.length > 0) schema["required"] = kept;
  const others: SchemaNode | undefined = child(node, "additionalProperties");
  const patterns = entries<SchemaKey>(child(node, "patternProperties")).map(([, pattern]) => pattern);
  if (patterns.length > 0) {
    const values = others === undefined || others.value === false ? patterns : [...patterns, others];
    schema["additionalProperties"] = { anyOf: values.map((value) => convert(conversion, value, depth + 1)) };
  } else if (others !== undefined) {
    schema["additionalProperties"] =
      typeof others.value === "boolean" ? others.value : convert(conversion, others, depth + 1);
  }
}

/** Whether a property is none of what is read. */
function isWritten({ spec }: Conversion, property: SchemaNode): boolean {
  return property.value === false || child(resolve(spec, property), "writeOnly")?.value === true;
}

function addItems(conversion: Conversion, node: SchemaNode, schema: Record<string, unknown>, depth: number): void {
  const positions = items<SchemaKey>(child(node, "prefixItems"));
  if (positions.length > 0) {
    schema["prefixItems"] = positions.map((position) => convert(conversion, position, depth + 1));
  }
  const list: SchemaNode | undefined = child(node, "items");
  if (list !== undefined) schema["items"] = list.value === false ? false : convert(conversion, list, depth + 1);
}

/** A variant with the discriminator's value as constant, where the spec tells it. */
function convertVariant(conversion: Conversion, parent: SchemaNode, variant: SchemaNode, depth: number): JsonSchema {
  const schema = convert(conversion, variant, depth + 1);
  const discriminator = discriminatorOf(parent);
  if (discriminator === undefined) return schema;
  return withConstant(schema, discriminator.property, listedValues(conversion.spec, parent, variant));
}

function withConstant(schema: JsonSchema, property: string, values: readonly string[] | undefined): JsonSchema {
  if (values === undefined) return schema;
  const constant = values.length === 1 ? { const: values[0] } : { enum: values };
  return {
    allOf: [schema, { type: "object", properties: { [property]: constant }, required: [property] }],
  };
}

/** Parts of `allOf` that are plain objects are one object with all properties; others stay parts. */
function joinAllOf(conversion: Conversion, node: SchemaNode, own: JsonSchema, depth: number): JsonSchema {
  const parts = items<SchemaKey>(child(node, "allOf"));
  if (parts.length === 0) return own;
  const only = parts[0];
  const isChild = parts.some((part) => isBaseOf(conversion, part, node));
  if (parts.length === 1 && only !== undefined && own["properties"] === undefined && !isChild) {
    const { type: _type, ...annotations } = own;
    return { ...convert(conversion, only, depth + 1), ...annotations };
  }
  const bodies = parts.map((part) => ({
    part,
    body: convertBody(conversion, resolve(conversion.spec, part), depth + 1),
  }));
  const mergeable = bodies.every(({ body }) => isPlainObject(body));
  if (!mergeable || !(isPlainObject(own) || own["type"] === undefined)) {
    return { ...own, allOf: parts.map((part) => convertPart(conversion, node, part, depth)) };
  }
  return joinObjects(
    own,
    bodies.map(({ body }) => body),
  );
}

/** A schema that is made of a base has what is in the base itself, and not a choice of all that are made of it. */
function convertPart(conversion: Conversion, node: SchemaNode, part: SchemaNode, depth: number): JsonSchema {
  if (!isBaseOf(conversion, part, node)) return convert(conversion, part, depth + 1);
  return withSiblings(conversion, part, referTo(conversion, resolve(conversion.spec, part), false));
}

function isBaseOf({ spec }: Conversion, part: SchemaNode, node: SchemaNode): boolean {
  if (referenceOf(part) === undefined) return false;
  const target = resolve(spec, part);
  return isBase(spec, target) && isMadeOf(spec, node, target);
}
