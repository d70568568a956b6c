import type { ContractModes } from "../../templates/load/contract.js";
import type { DeclaredTable } from "../../templates/load/declared.js";
import type { ResourceModel, StrategyModel } from "../model/model.js";
import { type Code, listLiteral, literal, numberLiteral, propertyName } from "./encode.js";
import type { Imports } from "./imports.js";

/** The properties of a resource's load plan, in order. */
export function planView(
  { checkpoint, name, table }: ResourceModel,
  imports: Imports,
): readonly { readonly name: Code; readonly value: Code }[] {
  return [
    { name: "resource", value: literal(name) },
    { name: "table", value: literal(table.name) },
    { name: "writeDisposition", value: literal(table.writeDisposition) },
    ...(table.strategy === null ? [] : [{ name: "strategy", value: strategyCode(table.strategy, imports) }]),
    { name: "primaryKey", value: listLiteral(table.primaryKey.map(literal)) },
    ...(table.mergeKey.length > 0 ? [{ name: "mergeKey", value: listLiteral(table.mergeKey.map(literal)) }] : []),
    ...(Object.keys(table.contract).length > 0
      ? [{ name: "contract", value: contractCode(table.contract, imports) }]
      : []),
    ...(checkpoint === null ? [] : [{ name: "checkpoint", value: literal(checkpoint) }]),
    { name: "maxTableNesting", value: numberLiteral(table.maxTableNesting) },
    { name: "maxColumns", value: numberLiteral(table.maxColumns) },
    ...(table.declared.length > 0 ? [{ name: "declared", value: listLiteral(table.declared.map(declaredCode)) }] : []),
  ];
}

const STRATEGY_FUNCTIONS: Readonly<Record<StrategyModel["name"], string>> = {
  "delete-insert": "deleteInsert",
  upsert: "upsert",
  "insert-only": "insertOnly",
  scd2: "scd2",
  cdc: "cdc",
};

/** The call that makes the strategy: by its import the connector gets the files of this strategy alone. */
function strategyCode({ name, options }: StrategyModel, imports: Imports): Code {
  const make = imports.value(`./load/${name}.js`, STRATEGY_FUNCTIONS[name]);
  return Object.keys(options).length === 0 ? `${make}()` : `${make}(${objectCode(options)})`;
}

function contractCode(modes: ContractModes, imports: Imports): Code {
  return `${imports.value("./load/contract.js", "contract")}(${objectCode(modes)})`;
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
