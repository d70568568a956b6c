import { type Conversion, MOST_OF_ONE, orAny } from "./conversion.js";
import { placeOf } from "./inheritance.js";
import { convertSchema, isBase, type JsonSchema } from "./json-schema.js";
import { resolve, SpecError, type SchemaNode, type Spec } from "./spec.js";

/** What one record may be made of in place. Beyond it a spec is taken for an attack or a mistake. */
const MOST_OF_RECORD = 20_000;
/** What all definitions of a document may be made of; a record of the largest document that is known leads to a tenth. */
const MOST_OF_DOCUMENT = 2_000_000;

/** A schema, and what it refers to. */
export interface Converted {
  /** `$ref` holds the key of a definition. */
  readonly schema: JsonSchema;
  /** The keys of the definitions that it refers to. */
  readonly refers: ReadonlySet<string>;
  /** What is wrong with parts of it, which may be any JSON. */
  readonly gaps: ReadonlySet<string>;
}

/** A schema of a document, or that and the schemas that are made of it. */
export interface Definition extends Converted {
  readonly key: string;
  readonly target: SchemaNode;
}

/**
 * The named schemas of a document, each converted once, when it is first asked for, and within limits of its own: what it
 * is does not depend on the records that lead to it.
 */
export interface Definitions {
  /** @throws SpecError where nothing is left of the record */
  readonly record: (node: SchemaNode) => Definition;
  /** Of a key that was referred to. */
  readonly of: (key: string) => Definition;
  /** The definition of a schema itself, or of it as the choice of those that are made of it. */
  readonly keyOf: (target: SchemaNode, isFamily: boolean) => string;
  /** Every definition that a schema leads to. */
  readonly from: (converted: Converted) => readonly Definition[];
}

export function createDefinitions(spec: Spec): Definitions {
  const targets = new Map<string, { readonly target: SchemaNode; readonly isFamily: boolean }>();
  const converted = new Map<string, Definition>();
  let schemas = 0;

  const keyOf = (target: SchemaNode, isFamily: boolean): string => {
    const key = isFamily ? `kinds of ${placeOf(target)}` : placeOf(target);
    if (!targets.has(key)) targets.set(key, { target, isFamily });
    return key;
  };
  const newConversion = (limit: number): Conversion => {
    const gathered = { refers: new Set<string>(), gaps: new Set<string>(), within: new Set<string>() };
    return { spec, refer: keyOf, ...gathered, schemas: 0, limit };
  };
  const of = (key: string): Definition => {
    const known = converted.get(key);
    if (known !== undefined) return known;
    const asked = targets.get(key);
    if (asked === undefined) throw new Error(`nothing refers to ${key}`);
    const { target, isFamily } = asked;
    const conversion = newConversion(MOST_OF_ONE);
    const schema = orAny(conversion, () => {
      if (schemas > MOST_OF_DOCUMENT) throw new SpecError("the document is made of too many schemas");
      return convertSchema(conversion, target, isFamily);
    });
    schemas += conversion.schemas;
    const definition: Definition = { key, target, schema, refers: conversion.refers, gaps: conversion.gaps };
    converted.set(key, definition);
    return definition;
  };
  return {
    record(node) {
      const conversion = newConversion(MOST_OF_RECORD);
      const target = resolve(spec, node);
      const isFamily = isBase(spec, target);
      const schema = convertSchema(conversion, target, isFamily);
      return { key: keyOf(target, isFamily), target, schema, refers: conversion.refers, gaps: conversion.gaps };
    },
    of,
    keyOf,
    from(start) {
      const keys = new Set(start.refers);
      // What is added while it is gone through follows.
      for (const key of keys) for (const other of of(key).refers) keys.add(other);
      return Array.from(keys, of);
    },
  };
}
