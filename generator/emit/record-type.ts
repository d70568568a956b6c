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
  const properties = keys.map((field) => [field, { tsType: "string | number | bigint", description: "Primary key." }]);
  const schema = {
    title: PLACEHOLDER,
    description: comment,
    type: "object" as const,
    properties: Object.fromEntries(properties),
    required: keys,
    additionalProperties: { tsType: "JsonValue" },
  };
  const code = await compile(schema, PLACEHOLDER, { bannerComment: "", format: false });
  return tidy(code).replace(`export interface ${PLACEHOLDER} `, `export interface ${resource.names.type} `);
}

/** A comment of one line stands on one line; the index signature names its type without the keys' own, which it has. */
function tidy(code: string): Code {
  return code
    .trim()
    .replace(/\/\*\*\n\s*\* ([^\n]*)\n\s*\*\//g, "/** $1 */")
    .replace(/^\[k: string\]: JsonValue\b.*$/m, "[field: string]: JsonValue");
}
