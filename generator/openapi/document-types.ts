import type { SchemaPlace, SchemaSource } from "../types/schema-source.js";
import { createSharedTypes, type ReadSharedTypes, type SharedSchema } from "../types/shared-types.js";
import { createDefinitionNames } from "./definition-names.js";
import type { Definitions } from "./definitions.js";
import { isBase } from "./json-schema.js";
import type { Spec } from "./spec.js";

/**
 * The types of a document's named schemas. `isTaken`: whether a name of a type stands for something else in the connector.
 */
export function createDocumentTypes(
  spec: Spec,
  definitions: Definitions,
  isTaken: (type: string) => boolean,
): ReadSharedTypes {
  const names = createDefinitionNames(spec, isTaken);
  const schemas = new Map<string, SharedSchema>();
  return createSharedTypes({
    resolve: resolveIn(definitions),
    report: ({ document, pointer }, problem): never => {
      throw new Error(`the schema ${document} is wrong at #${pointer}: ${JSON.stringify(problem)}`);
    },
    isComponent: names.isComponent,
    isTaken,
    of(document) {
      const known = schemas.get(document);
      if (known !== undefined) return known;
      const { target } = definitions.of(document);
      const { written, file, type: typeName } = names.of(target);
      const kinds = isBase(spec, target) ? [definitions.keyOf(target, true)] : [];
      const roots = [definitions.keyOf(target, false), ...kinds].map((key) => placeOfDefinition(definitions, key));
      const schema: SharedSchema = { file, typeName, written, roots };
      for (const root of roots) schemas.set(root.document, schema);
      return schema;
    },
  });
}

/** References to definitions are their keys, and a document of its own each. */
export function resolveIn(definitions: Definitions): SchemaSource["resolve"] {
  return (reference) => placeOfDefinition(definitions, reference);
}

function placeOfDefinition(definitions: Definitions, key: string): SchemaPlace {
  return { document: key, pointer: "", value: definitions.of(key).schema };
}
