import type { ResourceModel } from "../model/model.js";
import { commentText } from "./encode.js";
import type { Imports } from "./imports.js";
import { changesRecord } from "./steps.js";
import type { PropertyCode } from "./type-code.js";

export const KEY_COMMENT = "Primary key.";

/** The fields of the key; those that name a column made of nested fields (`customer__id`) are none of the record's. */
export function keyProperties({ steps, table }: ResourceModel): readonly PropertyCode[] {
  // The API's records do not have to have the keys of what processing steps make of them.
  const keys = steps.some(changesRecord) ? [] : table.keyFields.filter((field) => !field.includes("__"));
  return keys.map((name) => ({ name, type: "string | number | bigint", required: true, comment: KEY_COMMENT }));
}

/** The fields that the config names beside the key: those of the parent, and those that children need. */
export function relatedProperties(
  { parent, sharedFields, steps }: ResourceModel,
  imports: Imports,
): readonly PropertyCode[] {
  const property = (name: string, comment: string): PropertyCode => {
    return { name, type: imports.type("./http/json.js", "JsonValue"), required: true, comment };
  };
  const included = (parent?.included ?? []).map(({ field, name }) => {
    return property(name, commentText(`\`${field}\` of the record of ${parent?.name}.`));
  });
  const shared = steps.some(changesRecord) ? [] : sharedFields.map((name) => property(name, ""));
  return [...included, ...shared];
}
