import type { SourceModel } from "../model/model.js";
import type { ObjectTypes, SchemaFile } from "../types/type-model.js";
import { checkName, schemaChecks } from "./drift-checks.js";
import { checksCode } from "./drift-guard.js";
import type { Code } from "./encode.js";
import { createImports } from "./imports.js";
import { createLaidOut } from "./laid-out.js";
import type { Shapes } from "./shapes.js";
import { interfacesCode, objectInterface } from "./type-code.js";
import { header } from "./view.js";

/** The folder of the types that resources share. */
export const SCHEMAS = "schemas";

/**
 * `schemas/<schema>.ts`, printed: the types of one named schema of an OpenAPI document, and the functions that compare
 * values with them. `objects` are the types of all such files.
 */
export async function emitSchema(
  model: SourceModel,
  schema: SchemaFile,
  objects: ObjectTypes,
  shapes: Shapes,
): Promise<Code> {
  const laidOut = createLaidOut(`${SCHEMAS}/${schema.file}.ts`, shapes);
  const declared = schema.objects.flatMap(({ name }) => [name, checkName(name)]);
  const imports = createImports({ configFolder: "..", declared, schemaFile: schema.file });
  const interfaces = await interfacesCode(
    schema.objects.map((object) => objectInterface(object, imports)),
    laidOut,
  );
  const checks = schemaChecks(schema, objects, imports);
  const printed = checks.length === 0 ? [] : [await checksCode(checks, laidOut, "export function")];
  const imported = imports.code();
  const head = imported === "" ? header(model) : `${header(model)}\n${laidOut.statements(imported)}`;
  return laidOut.file([head, interfaces, ...printed].join("\n\n"));
}
