import type { DeclaredTable } from "../../templates/load/declared.js";
import type { ResourceModel } from "../model/model.js";
import { type Code, listLiteral, literal, numberLiteral, propertyName } from "./encode.js";

/** The properties of a resource's load plan, in order. */
export function planView({ name, table }: ResourceModel): readonly { readonly name: Code; readonly value: Code }[] {
  return [
    { name: "resource", value: literal(name) },
    { name: "table", value: literal(table.name) },
    { name: "writeDisposition", value: literal(table.writeDisposition) },
    { name: "primaryKey", value: listLiteral(table.primaryKey.map(literal)) },
    { name: "maxTableNesting", value: numberLiteral(table.maxTableNesting) },
    { name: "maxColumns", value: numberLiteral(table.maxColumns) },
    ...(table.declared.length > 0 ? [{ name: "declared", value: listLiteral(table.declared.map(declaredCode)) }] : []),
  ];
}

function declaredCode({ table, columns }: DeclaredTable): Code {
  // One line each, whatever their length: that is how they are read.
  return `{ table: ${literal(table)}, columns: [\n${columns.map((column) => `${objectCode(column)},`).join("\n")}\n] }`;
}

type Scalar = string | number | boolean;

function objectCode(object: object): Code {
  const entries = Object.entries(object) as [string, Scalar][];
  return `{ ${entries.map(([key, value]) => `${propertyName(key)}: ${scalarCode(value)}`).join(", ")} }`;
}

function scalarCode(value: Scalar): Code {
  if (typeof value === "string") return literal(value);
  return typeof value === "number" ? numberLiteral(value) : String(value);
}
