import type { JsonSchema } from "./schema-words.js";
import { SpecError, type SchemaNode, type Spec } from "./spec.js";

/**
 * What one field or definition may be made of, without the definitions it refers to. Beyond it a spec is taken for an attack
 * or a mistake.
 */
export const MOST_OF_ONE = 4_000;

/** What a conversion needs, and what it gathers. */
export interface Conversion {
  readonly spec: Spec;
  /** Notes that a definition is referred to: a schema, or that and the schemas that are made of it. Gives its key. */
  readonly refer: (target: SchemaNode, isFamily: boolean) => string;
  /** What was referred to so far. */
  readonly refers: Set<string>;
  /** The schemas around that were put in place of a reference. */
  readonly within: Set<string>;
  /** What is wrong with a part, a field for example: it may be any JSON then. */
  readonly gaps: Set<string>;
  schemas: number;
  /** The schemas after which what is being converted has too many. */
  limit: number;
}

/** A part of the whole; one that is wrong or beyond all measure may be any JSON, and the others are typed. */
export function orAny<Part>(conversion: Conversion, part: () => Part): Part | JsonSchema {
  const { limit } = conversion;
  conversion.limit = Math.min(limit, conversion.schemas + MOST_OF_ONE);
  try {
    return part();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    conversion.gaps.add(error.message);
    return {};
  } finally {
    conversion.limit = limit;
  }
}
