import type { JsonValue, Key, Variant, VariantShape } from "../schema/shapes.js";
import { type Converter, type JsonSchema, objectParts } from "./convert.js";

/**
 * An object whose `type` chooses its keys. if/then rather than a union: a wrong key is reported against the type that
 * was chosen, and an editor completes the keys of that type alone.
 */
export function variantSchema(converter: Converter, shape: VariantShape): JsonSchema {
  const variants = Object.entries(shape.variants);
  const chosen: JsonSchema[] = variants.map(([type, variant]) => ({
    if: { properties: { [shape.by]: { const: type } }, required: [shape.by] },
    then: variantReference(converter, shape, type, variant),
  }));
  const { otherwise } = shape;
  const variant = otherwise === undefined ? undefined : shape.variants[otherwise];
  if (otherwise !== undefined && variant !== undefined) {
    chosen.push({ if: { required: [shape.by] }, else: variantReference(converter, shape, otherwise, variant) });
  }
  const object = {
    type: "object",
    properties: { [shape.by]: { description: `The kind of ${shape.name}.`, ...choice(variants) } },
    ...(otherwise === undefined && { required: [shape.by] }),
    allOf: chosen,
  };
  const names = variants.filter(([, { keys }]) => Object.values(keys).every(({ required }) => required !== true));
  return shape.shorthand && names.length > 0 ? { anyOf: [choice(names), object] } : object;
}

/** The names, those that say something else first, with what they mean. */
function choice(variants: readonly (readonly [string, Variant])[]): JsonSchema {
  return { enum: variants.map(([type]) => type), enumDescriptions: variants.map(([, { about }]) => about) };
}

function variantReference(converter: Converter, shape: VariantShape, type: string, variant: Variant): JsonSchema {
  return converter.refer(variant, `${shape.name}_${type}`, () => {
    const { properties, ...rest } = objectParts(converter, variant.keys);
    const ignored = variant.ignoresOtherKeys === true ? ignoredKeys(shape, variant.keys) : {};
    return {
      type: "object",
      properties: { [shape.by]: { const: type }, ...(properties as Record<string, JsonValue>), ...ignored },
      ...rest,
      additionalProperties: false,
    };
  });
}

/** Keys of the other types, which may stand there without effect. */
function ignoredKeys(shape: VariantShape, own: Readonly<Record<string, Key>>): JsonSchema {
  const names = new Set(Object.values(shape.variants).flatMap(({ keys }) => Object.keys(keys)));
  const others = [...names].filter((name) => !Object.hasOwn(own, name));
  return Object.fromEntries(
    others.map((name) => [name, { description: "It has no effect beside this type.", doNotSuggest: true }]),
  );
}
