import type { ContractModes } from "../../templates/load/contract.js";
import type { ResourceModel } from "../model/model.js";
import type { DeclaredTableModel, NestedTableModel, StrategyModel, TableModel } from "../model/table-model.js";
import { type Code, listLiteral, literal, numberLiteral, propertyName } from "./encode.js";
import type { Imports } from "./imports.js";
import type { LaidOut } from "./laid-out.js";
import { fits, isPlain, withPreferredQuotes } from "./layout.js";
import { layOutTables, type TableCode } from "./layout-tables.js";

interface Property {
  readonly name: Code;
  readonly value: Code;
}

/** The statement with a resource's load plan. */
export function planCode(
  { checkpoint, cursor, name, names, table }: ResourceModel,
  imports: Imports,
  laidOut: LaidOut,
): Code {
  const { declared, nested } = table;
  const tables = declared.map((one) => tableCode(one, imports));
  const before: readonly Property[] = [
    { name: "resource", value: literal(name) },
    ...writingView(table, imports),
    ...(table.keepsCursor && cursor !== null ? [{ name: "keepsCursor", value: "true" }] : []),
    ...(checkpoint === null ? [] : [{ name: "checkpoint", value: literal(checkpoint) }]),
    { name: "maxTableNesting", value: numberLiteral(table.maxTableNesting) },
    { name: "maxColumns", value: numberLiteral(table.maxColumns) },
  ];
  const laidTables = tables.length === 0 ? "" : layOutTables(tables);
  const lines = before.map(({ name: key, value }) => `  ${key}: ${withPreferredQuotes(value)},`);
  const head = `export const ${names.plan}: LoadPlan = {`;
  const isSimple = before.every(({ value }) => SIMPLE.test(value)) && [head, ...lines].every(isWhole);
  if (isSimple && laidTables !== undefined && nested.length === 0) {
    const rest = laidTables === "" ? [] : [`  declared: ${laidTables},`];
    return laidOut.statements([head, ...lines, ...rest, "};"].join("\n"));
  }
  const properties = [
    ...before,
    ...(tables.length > 0 ? [{ name: "declared", value: listLiteral(tables.map(inOneLine)) }] : []),
    ...(nested.length > 0
      ? [{ name: "nested", value: listLiteral(nested.map((one) => nestedCode(one, imports))) }]
      : []),
  ];
  return [head, ...properties.map(({ name: key, value }) => `${key}: ${value},`), "};"].join("\n");
}

/** Values that have one layout, if they fit into their line: texts, numbers, lists of texts, calls without arguments. */
const SIMPLE = /^(?:"(?:[^"\\]|\\.)*"|[\d_]+|\w+\(\)|\[(?:"(?:[^"\\]|\\.)*"(?:, )?)*\])$/;

function isWhole(line: Code): boolean {
  return isPlain(line) && fits(line);
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
    ...(table.withRootIds ? [{ name: "withRootIds", value: "true" }] : []),
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

function tableCode({ table, columns, contract }: DeclaredTableModel, imports: Imports): TableCode {
  const own = contract === null ? null : contractCode(contract, imports);
  return { table: literal(table), columns: columns.map(propertiesOf), contract: own };
}

function inOneLine({ table, columns, contract }: TableCode): Code {
  const own = contract === null ? "" : `, contract: ${contract}`;
  // One line each, whatever their length: that is how they are read.
  const lines = columns.map((properties) => `{ ${properties.join(", ")} },`).join("\n");
  return `{ table: ${table}, columns: [${lines === "" ? "" : `\n${lines}\n`}]${own} }`;
}

type Scalar = string | number | boolean;

function objectCode(object: object): Code {
  return `{ ${propertiesOf(object).join(", ")} }`;
}

function propertiesOf(object: object): readonly Code[] {
  const entries = Object.entries(object) as [string, Scalar][];
  return entries.map(([key, value]) => `${propertyName(key)}: ${scalarCode(value)}`);
}

function scalarCode(value: Scalar): Code {
  if (typeof value === "string") return literal(value);
  return typeof value === "number" ? numberLiteral(value) : String(value);
}
