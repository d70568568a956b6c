import type { ResourceModel } from "../model/model.js";
import type { Code } from "./encode.js";
import type { Imports } from "./imports.js";
import { changesRecord } from "./steps.js";

/** A name that json-schema-to-typescript leaves as it is; it respells some, e.g. with a letter behind a digit. */
const PLACEHOLDER = "ApiRecord";

/**
 * The interface of a resource's records, by json-schema-to-typescript. Without a schema it holds what the config tells:
 * the key fields, which every record has, beside fields of any JSON type.
 */
export async function recordTypeCode(resource: ResourceModel, comment: string, imports: Imports): Promise<Code> {
  const { compile } = await import("json-schema-to-typescript");
  imports.type("./http/json.js", "JsonValue");
  // A key such as `customer__id` names a column made of nested fields: no field of the record.
  // Nor do the API's records have to have the keys of what processing steps make of them.
  const made = resource.steps.some(changesRecord);
  const keys = made ? [] : resource.table.keyFields.filter((field) => !field.includes("__"));
  const properties: readonly (readonly [string, object])[] = [
    ...keys.map((field) => [field, { tsType: "string | number | bigint", description: "Primary key." }] as const),
    ...relatedFields(resource, keys, made),
  ];
  const schema = {
    title: PLACEHOLDER,
    description: comment,
    type: "object" as const,
    properties: Object.fromEntries(properties),
    required: properties.map(([field]) => field),
    additionalProperties: { tsType: "JsonValue" },
  };
  const code = await compile(schema, PLACEHOLDER, { bannerComment: "", format: false });
  return tidy(code).replace(`export interface ${PLACEHOLDER} `, `export interface ${resource.names.type} `);
}

/** The fields that the config names beside the key: those of the parent, and those that children need. */
function relatedFields(
  { parent, sharedFields }: ResourceModel,
  keys: readonly string[],
  made: boolean,
): readonly (readonly [string, object])[] {
  const included = (parent?.included ?? []).map(({ field, name }) => {
    return [name, { tsType: "JsonValue", description: `\`${field}\` of the record of ${parent?.name}.` }] as const;
  });
  const shared = (made ? [] : sharedFields).map((field) => [field, { tsType: "JsonValue" }] as const);
  return [...included, ...shared].filter(([field]) => !keys.includes(field));
}

/** A comment of one line stands on one line; the index signature names its type without the keys' own, which it has. */
function tidy(code: string): Code {
  return code
    .trim()
    .replace(/\/\*\*\n\s*\* ([^\n]*)\n\s*\*\//g, "/** $1 */")
    .replace(/^\[k: string\]: JsonValue\b.*$/m, "[field: string]: JsonValue");
}
