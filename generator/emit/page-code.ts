import type { ResourceModel } from "../model/model.js";
import { type Code, listLiteral, literal } from "./encode.js";
import type { Imports } from "./imports.js";

/** The page of a response, with the names that the config gives to fields. */
export function pageCode({ names, renamedFields }: ResourceModel, imports: Imports): Code {
  if (renamedFields.length === 0) return `toPage<${names.type}>(response, selectRecords)`;
  imports.value("./http/rename-fields.js", "renameFields");
  return `renameFields<${names.type}>(toPage(response, selectRecords), FIELD_NAMES)`;
}

/** The new names of fields, by the API's: a constant, if there are any. */
export function fieldNames({ renamedFields }: ResourceModel): readonly { readonly name: Code; readonly value: Code }[] {
  const pairs = renamedFields.map(({ wireName, name }) => listLiteral([literal(wireName), literal(name)]));
  return pairs.length === 0 ? [] : [{ name: "FIELD_NAMES", value: `new Map(${listLiteral(pairs)})` }];
}
