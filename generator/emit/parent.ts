import type { ParentModel, ResourceModel, SourceModel } from "../model/model.js";
import type { ParentPart } from "../model/request-model.js";
import type { JsonPath } from "../paths/steps.js";
import { access, type Code, literal, propertyName } from "./encode.js";
import type { Imports } from "./imports.js";
import { firstMatchCode } from "./path-code.js";
import { rowType } from "./steps.js";

/** The name of the parent's record in a reader. */
const PARENT = "parent";
const PARENT_FIELD = "./http/parent-field.js";

/** The type of what a reader needs of the parent's record: what is not in the parent's type does not compile. */
export function parentTypeCode(
  { name, names, fields, isSearched }: ParentModel,
  { resources }: SourceModel,
  imports: Imports,
): Code {
  const resource = resources.find((candidate) => candidate.name === name);
  const record = imports.type(`./${names.file}.js`, resource === undefined ? names.type : rowType(resource));
  const keys = fields.map(literal).join(" | ");
  if (resource === undefined || rowType(resource) === names.type || fields.length === 0) {
    return isSearched ? record : `Pick<${record}, ${keys}>`;
  }
  // Which fields the records of a step have, its type alone tells.
  const read = `${imports.type(PARENT_FIELD, "ParentFields")}<${record}, ${keys}>`;
  return isSearched ? `${record} & ${read}` : read;
}

/** What a path finds in the parent's record: its own property at first, so that types are checked, then any JSON. */
export function fieldCode(path: JsonPath, imports: Imports): Code {
  const [first, ...rest] = path;
  // What every object inherits is no field of a record.
  if (first?.kind !== "field" || Object.hasOwn(Object.prototype, first.name)) {
    return firstMatchCode(path, PARENT, imports);
  }
  return firstMatchCode(rest, access(PARENT, first.name), imports);
}

/** A field of the parent's record with its own type. */
export function parentFieldCode({ parent, field }: ParentPart, imports: Imports): Code {
  return presentCode(field.path, `${parent}.${field.text}`, imports);
}

/** A page with the fields of the parent's record that the config asks for. */
export function withFieldsCode(page: Code, { parent }: ResourceModel, imports: Imports): Code {
  if (parent === null || parent.included.length === 0) return page;
  const fields = parent.included.map(({ field, name }) => {
    const value = presentCode([{ kind: "field", name: field }], `${parent.name}.${field}`, imports);
    return `${propertyName(name)}: ${value}`;
  });
  return `${imports.value("./http/with-fields.js", "withFields")}(${page}, { ${fields.join(", ")} })`;
}

function presentCode(path: JsonPath, name: string, imports: Imports): Code {
  return `${imports.value(PARENT_FIELD, "presentField")}(${fieldCode(path, imports)}, ${literal(name)})`;
}
