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

/**
 * The properties, and behind them the fields that the config names beside the key: those of the parent, and those that
 * children need. A name that is there keeps its type.
 */
export function withRelatedProperties(
  properties: readonly PropertyCode[],
  { parent, sharedFields, steps }: ResourceModel,
  imports: Imports,
): readonly PropertyCode[] {
  const byName = new Map(properties.map((property) => [property.name, property]));
  const add = (name: string, comment: string): void => {
    if (byName.has(name)) return;
    byName.set(name, { name, type: imports.type("./http/json.js", "JsonValue"), required: true, comment });
  };
  for (const { field, name } of parent?.included ?? []) {
    add(name, commentText(`\`${field}\` of the record of ${parent?.name}.`));
  }
  if (!steps.some(changesRecord)) for (const name of sharedFields) add(name, "");
  return [...byName.values()];
}
