import {
  child,
  entries,
  isObject,
  items,
  referenceOf,
  resolve,
  shown,
  SpecError,
  textOf,
  type SchemaKey,
  type SchemaNode,
  type Spec,
} from "./spec.js";

/** JSON Schema (draft 2020-12), without references to anywhere but its own `$defs`. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What one record may be made of, references followed. Beyond it a spec is taken for an attack or a mistake. */
const MOST_SCHEMAS = 20_000;
const DEEPEST_SCHEMA = 200;

/** Keywords that mean in a spec what they mean in JSON Schema, and are handed on where they are of the right kind. */
const KEPT_TEXTS = ["title", "description", "format", "pattern"] as const;
const KEPT_NUMBERS = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "multipleOf"] as const;
const TYPES: ReadonlySet<unknown> = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);

interface Conversion {
  readonly spec: Spec;
  /** Where the whole schema stands: what refers to it refers to `#`. */
  readonly root: string;
  /** Schemas with a name, by the place they stand at: a schema that refers to itself is one of them. */
  readonly named: Map<string, Definition>;
  readonly names: Set<string>;
  /** The schemas around that were put in place of a reference. */
  readonly within: Set<string>;
  schemas: number;
}

interface Definition {
  readonly name: string;
  readonly target: SchemaNode;
}

/**
 * A schema of a spec as self-contained JSON Schema: `nullable` of 3.0 and `x-nullable` become the type null, parts of
 * `allOf` that are objects become one, a discriminator becomes a constant in each variant, properties that are only
 * written are left out. What is referred to by name stands under `$defs`, recursive schemas included.
 *
 * @throws SpecError for references to nowhere, and for schemas beyond all measure
 */
export function toJsonSchema(spec: Spec, node: SchemaNode): JsonSchema {
  const root = resolve(spec, node);
  const conversion: Conversion = {
    ...{ spec, root: placeOf(root), named: new Map(), names: new Set(), within: new Set(), schemas: 0 },
  };
  const schema = convertBody(conversion, root, 0);
  const definitions: [string, JsonSchema][] = [];
  // Each definition may name more of them, which follow.
  for (const { name, target } of conversion.named.values()) {
    definitions.push([name, convertBody(conversion, target, 0)]);
  }
  return definitions.length === 0 ? schema : { ...schema, $defs: Object.fromEntries(definitions) };
}

function convert(conversion: Conversion, node: SchemaNode, depth: number): JsonSchema {
  const ref = referenceOf(node);
  if (ref === undefined) return convertBody(conversion, node, depth);
  const { spec, named, within } = conversion;
  const target = resolve(spec, node);
  const place = placeOf(target);
  if (!deservesName(target) && !within.has(place)) {
    within.add(place);
    const body = convertBody(conversion, target, depth + 1);
    within.delete(place);
    if (!named.has(place)) return withSiblings(conversion, node, body);
  }
  if (place === conversion.root) return withSiblings(conversion, node, { $ref: "#" });
  const definition = named.get(place) ?? { name: freeName(conversion, target), target };
  named.set(place, definition);
  return withSiblings(conversion, node, { $ref: `#/$defs/${escapePointer(definition.name)}` });
}

function placeOf({ file, pointer }: SchemaNode): string {
  return `${file}#${pointer}`;
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
  if (++conversion.schemas > MOST_SCHEMAS || depth > DEEPEST_SCHEMA) {
    throw new SpecError(`the schema at ${shown(node)} is made of too many schemas, or of schemas nested too deeply`);
  }
  if (!isObject(node.value)) return {};
  const own = convertOwn(conversion, node, depth);
  const schema = joinAllOf(conversion, node, own, depth);
  return isNullable(conversion.spec, node) ? orNull(schema) : schema;
}

/** All but `allOf` and nullability. */
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
    if (variants.length > 0)
      schema["anyOf"] = variants.map((variant) => convertVariant(conversion, node, variant, depth));
  }
  return schema;
}

function addObject(conversion: Conversion, node: SchemaNode, schema: Record<string, unknown>, depth: number): void {
  const properties = entries<SchemaKey>(child(node, "properties")).filter(
    ([, property]) =>
      property.value !== false && child(resolve(conversion.spec, property), "writeOnly")?.value !== true,
  );
  const present = new Set(properties.map(([name]) => name));
  if (present.size > 0) {
    schema["properties"] = Object.fromEntries(
      properties.map(([name, property]) => [name, convert(conversion, property, depth + 1)]),
    );
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
  const discriminator = child(parent, "discriminator");
  const property = textOf(discriminator) ?? textOf(child(discriminator, "propertyName"));
  const ref = referenceOf(variant);
  if (property === undefined || ref === undefined) return schema;
  const mapped = entries(child(discriminator, "mapping")).filter(([, target]) => namesSame(textOf(target), ref));
  const values = mapped.length > 0 ? mapped.map(([value]) => value) : [ref.split("/").at(-1) ?? ref];
  const constant = values.length === 1 ? { const: values[0] } : { enum: values };
  return {
    allOf: [schema, { type: "object", properties: { [property]: constant }, required: [property] }],
  };
}

function namesSame(target: string | undefined, ref: string): boolean {
  return target === ref || (target !== undefined && !target.includes("/") && ref.endsWith(`/${target}`));
}

/** Parts of `allOf` that are plain objects are one object with all properties; others stay parts. */
function joinAllOf(conversion: Conversion, node: SchemaNode, own: JsonSchema, depth: number): JsonSchema {
  const parts = items<SchemaKey>(child(node, "allOf"));
  if (parts.length === 0) return own;
  const only = parts[0];
  if (parts.length === 1 && only !== undefined && own["properties"] === undefined) {
    const { type: _type, ...annotations } = own;
    return { ...convert(conversion, only, depth + 1), ...annotations };
  }
  const bodies = parts.map((part) => ({
    part,
    body: convertBody(conversion, resolve(conversion.spec, part), depth + 1),
  }));
  const mergeable = bodies.every(({ body }) => isPlainObject(body));
  if (!mergeable || !(isPlainObject(own) || own["type"] === undefined)) {
    return { ...own, allOf: parts.map((part) => convert(conversion, part, depth + 1)) };
  }
  const all = [...bodies.map(({ body }) => body), own];
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

function isPlainObject(schema: JsonSchema): boolean {
  return schema["type"] === "object" && isObject(schema["properties"]) && schema["anyOf"] === undefined;
}

/** The type or types; `file` of 2.0 is a text. Unknown words are left out. */
function typeOf(node: SchemaNode): string | readonly string[] | undefined {
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
function enumOf(node: SchemaNode, type: string | readonly string[] | undefined): readonly unknown[] | undefined {
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

function isNullable({ dialect }: Spec, node: SchemaNode): boolean {
  const key = dialect === "2.0" ? "x-nullable" : "nullable";
  return isObject(node.value) && Object.hasOwn(node.value, key) && node.value[key] === true;
}

/** Also in `enum`, which in 3.0 has to list null, and often does not. */
function orNull(schema: JsonSchema): JsonSchema {
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

/** The name of a component, or of the place where a schema stands; a number behind it when it is taken. */
function freeName({ names }: Conversion, { pointer, file }: SchemaNode): string {
  const wanted =
    pointer.split("/").at(-1)?.replaceAll("~1", "/").replaceAll("~0", "~") || (file.split(/[\\/]/).at(-1) ?? "");
  let name = wanted;
  for (let number = 2; names.has(name); number++) name = `${wanted}${number}`;
  names.add(name);
  return name;
}

function escapePointer(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}
