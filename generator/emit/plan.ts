import type { ContractModes } from "../../templates/load/contract.js";
import type { DeclaredTableModel, NestedTableModel, ResourceModel, StrategyModel, TableModel } from "../model/model.js";
import { type Code, listLiteral, literal, numberLiteral, propertyName } from "./encode.js";
import type { Imports } from "./imports.js";

interface Property {
  readonly name: Code;
  readonly value: Code;
}

/** The properties of a resource's load plan, in order. */
export function planView({ checkpoint, name, table }: ResourceModel, imports: Imports): readonly Property[] {
  const { declared, nested } = table;
  return [
    { name: "resource", value: literal(name) },
    ...writingView(table, imports),
    ...(checkpoint === null ? [] : [{ name: "checkpoint", value: literal(checkpoint) }]),
    { name: "maxTableNesting", value: numberLiteral(table.maxTableNesting) },
    { name: "maxColumns", value: numberLiteral(table.maxColumns) },
    ...(declared.length > 0
      ? [{ name: "declared", value: listLiteral(declared.map((one) => declaredCode(one, imports))) }]
      : []),
    ...(nested.length > 0
      ? [{ name: "nested", value: listLiteral(nested.map((one) => nestedCode(one, imports))) }]
      : []),
  ];
}

/** How the rows of a table meet those that are there. */
function writingView(table: TableModel | NestedTableModel, imports: Imports): readonly Property[] {
  const { contract, mergeKey, strategy } = table;
  return [
    { name: "table", value: literal(table.name) },
    { name: "writeDisposition", value: literal(table.writeDisposition) },
    ...(strategy === null ? [] : [{ name: "strategy", value: strategyCode(strategy, imports) }]),
    { name: "primaryKey", value: listLiteral(table.primaryKey.map(literal)) },
    ...(mergeKey.length > 0 ? [{ name: "mergeKey", value: listLiteral(mergeKey.map(literal)) }] : []),
    ...(Object.keys(contract).length > 0 ? [{ name: "contract", value: contractCode(contract, imports) }] : []),
  ];
}

function nestedCode(table: NestedTableModel, imports: Imports): Code {
  const properties = writingView(table, imports).map(({ name, value }) => `${name}: ${value}`);
  return `{ ${properties.join(", ")} }`;
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
  const make = imports.value("./load/contract.js", "contract");
  return Object.keys(modes).length === 0 ? `${make}({})` : `${make}(${objectCode(modes)})`;
}

function declaredCode({ table, columns, contract }: DeclaredTableModel, imports: Imports): Code {
  const own = contract === null ? "" : `, contract: ${contractCode(contract, imports)}`;
  // One line each, whatever their length: that is how they are read.
  const lines = columns.map((column) => `${objectCode(column)},`).join("\n");
  return `{ table: ${literal(table)}, columns: [${lines === "" ? "" : `\n${lines}\n`}]${own} }`;
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
