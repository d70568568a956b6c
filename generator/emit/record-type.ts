import type { ResourceModel } from "../model/model.js";
import { type ObjectModel, ownObjects, type RecordTypes } from "../types/type-model.js";
import { type Code, commentText, docComment, propertyName } from "./encode.js";
import type { Imports } from "./imports.js";
import { KEY_COMMENT, keyProperties, withRelatedProperties } from "./known-fields.js";
import type { LaidOut } from "./laid-out.js";
import { type InterfaceCode, interfacesCode, objectInterface, typeCode } from "./type-code.js";

/** The types of a resource's records: as its schema declares them, else what the config tells. */
export async function recordTypeCode(
  resource: ResourceModel,
  comment: string,
  imports: Imports,
  laidOut: LaidOut,
): Promise<Code> {
  const { types } = resource;
  if (types === null) return interfacesCode([undeclaredRecord(resource, comment, imports)], laidOut);
  const objects = ownObjects(types).map((object) => declaredObject(object, resource, comment, imports));
  const interfaces = objects.length === 0 ? [] : [await interfacesCode(objects, laidOut)];
  return [...recordAlias(types, resource, comment, imports), ...interfaces].join("\n\n");
}

/** Without a schema: the fields that the config names, which every record has, beside fields of any JSON type. */
function undeclaredRecord(resource: ResourceModel, comment: string, imports: Imports): InterfaceCode {
  return {
    name: resource.names.type,
    comment: commentText(comment),
    properties: withRelatedProperties(keyProperties(resource), resource, imports),
    otherFields: imports.type("./http/json.js", "JsonValue"),
  };
}

/** The record itself says where it comes from, which of its fields are the key, and has what the config adds. */
function declaredObject(
  object: ObjectModel,
  resource: ResourceModel,
  comment: string,
  imports: Imports,
): InterfaceCode {
  const code = objectInterface(object, imports);
  if (object.name !== resource.names.type) return code;
  const properties = code.properties.map((property) => {
    if (!resource.table.keyFields.includes(property.name)) return property;
    return { ...property, comment: sentences(KEY_COMMENT, property.comment) };
  });
  return {
    ...code,
    properties: withRelatedProperties(properties, resource, imports),
    comment: sentences(commentText(comment), code.comment),
  };
}

/** The record's own name, where it is no interface: a union, or an object of free keys. */
function recordAlias(
  { record }: RecordTypes,
  resource: ResourceModel,
  comment: string,
  imports: Imports,
): readonly Code[] {
  const { names } = resource;
  if (record.kind === "object" && record.name === names.type) return [];
  const more = withRelatedProperties([], resource, imports).map(({ name, type }) => `${propertyName(name)}: ${type}`);
  const declared = typeCode(record, imports);
  const type = more.length === 0 ? declared : `(${declared}) & { ${more.join("; ")} }`;
  return [`${docComment([comment])}\nexport type ${names.type} = ${type};`];
}

function sentences(...texts: readonly Code[]): Code {
  return texts.filter((text) => text !== "").join(" ");
}
