import fc from "fast-check";
import { CONFIG } from "../../generator/config/schema/config.js";
import type { JsonValue, Key, NumberShape, Shape, VariantShape } from "../../generator/config/schema/shapes.js";
import { type Alphabet, hostileName, hostileText, textOf } from "./hostile-text.js";

type Arbitrary = fc.Arbitrary<JsonValue>;

/**
 * Configs of everything that is emitted, every text of them hostile. Made from the vocabulary: a new key is fuzzed from
 * the day that it is emitted. Keys that do not go together are for the caller to mend.
 */
export function hostileConfig(alphabet: Alphabet, { schemas }: { readonly schemas: boolean }): Arbitrary {
  const schemaOrNone = schemas ? recordSchema(alphabet) : fc.constant(undefined);
  return fc.tuple(fromKeys(alphabet, CONFIG.keys, 1), schemaOrNone).map(([config, schema]) => {
    if (!isObject(config) || !Array.isArray(config["resources"])) return config;
    const resources = config["resources"].map((resource: JsonValue, index) =>
      isObject(resource) ? { ...withSchema(resource, schema), name: `${String(resource["name"])} ${index}` } : resource,
    );
    const defaults = config["resource_defaults"];
    const own =
      defaults === undefined || !isObject(defaults) ? {} : { resource_defaults: withSchema(defaults, schema) };
    return { ...config, ...own, resources };
  });
}

/** Where a schema stands, one of records: any text would name a file that is not there. */
function withSchema(resource: { readonly [key: string]: JsonValue }, schema: JsonValue | undefined) {
  const { schema: placed, ...rest } = resource;
  return placed === undefined || schema === undefined ? rest : { ...rest, schema };
}

/** A JSON Schema of records, with a hostile text wherever one can be. */
function recordSchema(alphabet: Alphabet): Arbitrary {
  const text = hostileText(alphabet);
  const field = fc.oneof(
    fc.record({ type: fc.constantFrom("string", "integer", "boolean"), description: text }),
    fc.record({ enum: fc.array(text, { minLength: 1, maxLength: 3 }) }),
    fc.record({
      type: fc.constant("object"),
      title: text,
      properties: fc.dictionary(text, fc.constant({ type: "number" })),
    }),
  );
  return fc.record({
    type: fc.constant("object"),
    title: text,
    description: text,
    properties: fc.dictionary(text, field, { minKeys: 1, maxKeys: 4 }),
  });
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An arbitrary of a shape; undefined for what a config alone cannot hold: functions, keys that cannot be used. */
function fromShape(alphabet: Alphabet, shape: Shape): Arbitrary | undefined {
  switch (shape.kind) {
    case "text":
      return textOf(alphabet, shape.format);
    case "words":
      return fc.constantFrom(...shape.words);
    case "integer":
    case "number":
      return numberOf(shape);
    case "boolean":
      return fc.boolean();
    case "scalar":
      return fc.oneof(hostileText(alphabet), fc.integer(), fc.boolean());
    case "value":
      return anyValue(alphabet);
    case "module":
    case "unusable":
      return undefined;
    case "list":
      return listOf(fromShape(alphabet, shape.items));
    case "map":
      return mapOf(textOf(alphabet, shape.keyFormat), fromShape(alphabet, shape.values));
    case "object":
      return fromKeys(alphabet, shape.keys, 0.3);
    case "variant":
      return fromVariants(alphabet, shape);
    case "either":
      return oneOf(shape.shapes.map((one) => fromShape(alphabet, one)));
    case "sourced":
      return oneOf([shape.credential ? undefined : fromShape(alphabet, shape.shape), reference(alphabet)]);
    case "judged-at-run":
      return fromShape(alphabet, shape.shape);
  }
}

function oneOf(choices: readonly (Arbitrary | undefined)[]): Arbitrary | undefined {
  const possible = choices.filter((choice) => choice !== undefined);
  return possible.length === 0 ? undefined : fc.oneof(...possible);
}

function reference(alphabet: Alphabet): Arbitrary {
  return fc
    .tuple(fc.constantFrom("$secret", "$config"), hostileName(alphabet))
    .map(([key, name]) => ({ [key]: `a.${name}` }));
}

function numberOf({ kind, minimum = -5, maximum = 1_000 }: NumberShape): Arbitrary {
  const min = Math.ceil(minimum);
  const range = { min, max: Math.max(min, Math.min(Math.floor(maximum), min + 1_000)) };
  return kind === "integer" ? fc.integer(range) : fc.oneof(fc.integer(range), fc.constant(range.min + 0.5));
}

function anyValue(alphabet: Alphabet): Arbitrary {
  const leaf: Arbitrary = fc.oneof(hostileText(alphabet), fc.integer(), fc.boolean(), fc.constant(null));
  const list: Arbitrary = fc.array(leaf, { maxLength: 2 });
  return fc.oneof(leaf, list, mapOf(hostileText(alphabet), fc.oneof(leaf, list)) ?? leaf);
}

function listOf(items: Arbitrary | undefined): Arbitrary | undefined {
  return items === undefined ? undefined : fc.array(items, { minLength: 1, maxLength: 2 });
}

function mapOf(keys: fc.Arbitrary<string>, values: Arbitrary | undefined): Arbitrary | undefined {
  if (values === undefined) return undefined;
  return fc.array(fc.tuple(keys, values), { minLength: 1, maxLength: 2 }).map((entries) => Object.fromEntries(entries));
}

function fromVariants(alphabet: Alphabet, shape: VariantShape): Arbitrary | undefined {
  return oneOf(
    Object.entries(shape.variants).map(([type, { keys }]) =>
      fromKeys(alphabet, keys, 0.5).map((options) => Object.assign({ [shape.by]: type }, options)),
    ),
  );
}

/** Required keys, and each other one with a probability. */
function fromKeys(alphabet: Alphabet, keys: Readonly<Record<string, Key>>, probability: number): Arbitrary {
  const entries = Object.entries(keys).flatMap(([name, key]) => {
    const values = name === "$schema" ? undefined : fromShape(alphabet, key.shape);
    if (values === undefined) return [];
    const present =
      key.required === true
        ? fc.constant(true)
        : fc.double({ min: 0, max: 1, noNaN: true }).map((x) => x < probability);
    return [fc.tuple(fc.constant(name), present, values)];
  });
  return fc.tuple(...entries).map((all) => {
    return Object.fromEntries(all.flatMap(([name, present, value]) => (present ? [[name, value]] : [])));
  });
}
