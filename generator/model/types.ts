import { map, text } from "../config/reader.js";
import type { EffectiveResource } from "../config/resources.js";
import { reservedWords } from "../emit/reserved-words.js";
import { valueOf } from "../read/document.js";
import { readSchema } from "../types/read-schema.js";
import type { SchemaSource } from "../types/schema-source.js";
import type { RecordTypes } from "../types/type-model.js";
import type { RenamedField, ResourceNames } from "./model.js";
import { isReservedType } from "./names.js";
import type { References } from "./references.js";

export function resolveRenamedFields({ node }: EffectiveResource): readonly RenamedField[] {
  const names = map(node, "rename_fields");
  return (names?.entries ?? []).map(({ key }) => ({ wireName: key, name: text(names, key) ?? key }));
}

/** The types of the records as the schema declares them, or else the spec; null without one, or when it is wrong. */
export function resolveTypes(
  { node }: EffectiveResource,
  names: ResourceNames,
  renamed: readonly RenamedField[],
  { schemas }: Pick<References, "schemas">,
  specified: SchemaSource | undefined,
): RecordTypes | null {
  const schema = valueOf(node, "schema");
  const source = schema === undefined ? specified : schemas.open(schema);
  if (source === undefined) return null;
  const isTaken = (name: string) => name === names.output || isReservedType(name) || reservedWords().has(name);
  const newNames = new Map(renamed.map(({ wireName, name }) => [wireName, name]));
  const types = readSchema(source, {
    typeName: names.type,
    isTaken,
    renamed: (wireName) => newNames.get(wireName) ?? wireName,
  });
  return types ?? null;
}
