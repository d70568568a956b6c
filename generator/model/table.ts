import type { ContractModes } from "../../templates/load/contract.js";
import type { DeclaredColumn, DeclaredTable } from "../../templates/load/declared.js";
import { joinNames, normalizeKey, normalizePath } from "../../templates/load/naming.js";
import { integer, text } from "../config/reader.js";
import type { EffectiveResource } from "../config/resources.js";
import { type ConfigNode, valueOf } from "../read/document.js";
import { tableSchema } from "../types/table-schema.js";
import type { RecordTypes } from "../types/type-model.js";
import { declareColumns, keyFields } from "./columns.js";
import type { TableModel } from "./model.js";
import { scalarText } from "./runtime-values.js";
import { resolveStrategy, strategyColumns } from "./strategy.js";

/**
 * dlt's defaults: a resource appends, and unpacks 1000 levels. `types` are those of the records that are loaded,
 * `nameLimit` the longest name that the destination takes.
 */
export function resolveTable(
  { name, node }: EffectiveResource,
  types: RecordTypes | null,
  nameLimit: number,
): TableModel {
  const disposition = valueOf(node, "write_disposition");
  const word = disposition?.kind === "map" ? valueOf(disposition, "disposition") : disposition;
  const fields = keyFields(node, "primary_key");
  const table = normalizePath(text(node, "table_name") ?? name, nameLimit);
  const maxTableNesting = integer(node, "max_table_nesting") ?? 1_000;
  const hints = declaredTables(table, node, nameLimit);
  const written = writeDisposition(word);
  const keys = {
    primaryKey: fields.map((field) => normalizePath(field, nameLimit)),
    mergeKey: keyFields(node, "merge_key").map((field) => normalizePath(field, nameLimit)),
    declared: joinTables(table, types === null ? [] : tableSchema(types, { table, maxTableNesting, nameLimit }), hints),
  };
  const strategy = written === "merge" ? resolveStrategy(disposition, keys, nameLimit) : null;
  return {
    name: table,
    writeDisposition: written,
    strategy,
    contract: resolveContract(valueOf(node, "schema_contract")),
    keyFields: fields,
    ...keys,
    declared: joinTables(table, keys.declared, [{ table, columns: strategyColumns(strategy) }]),
    maxTableNesting,
    maxColumns: integer(node, "max_columns") ?? 1_000,
  };
}

function writeDisposition(word: ConfigNode | undefined): TableModel["writeDisposition"] {
  const written = word === undefined ? "append" : scalarText(word);
  return written === "replace" || written === "merge" ? written : "append";
}

/** What is declared twice is one column: at its first place, with the words of both. The root table comes first. */
function joinTables(
  root: string,
  declared: readonly DeclaredTable[],
  added: readonly DeclaredTable[],
): readonly DeclaredTable[] {
  const tables = new Map([[root, new Map<string, DeclaredColumn>()]]);
  for (const { table, columns } of [...declared, ...added]) {
    const known = tables.get(table) ?? new Map<string, DeclaredColumn>();
    for (const column of columns) known.set(column.name, { ...known.get(column.name), ...column });
    tables.set(table, known);
  }
  return Array.from(tables, ([table, columns]) => ({ table, columns: [...columns.values()] })).filter(
    ({ columns }) => columns.length > 0,
  );
}

/** The modes other than dlt's default, evolve. */
function resolveContract(node: ConfigNode | undefined): ContractModes {
  const mode = (key: string) => (node?.kind === "map" ? text(node, key) : node && scalarText(node)) ?? "evolve";
  const modes = { tables: mode("tables"), columns: mode("columns"), dataType: mode("data_type") };
  return Object.fromEntries(Object.entries(modes).filter(([, word]) => word !== "evolve" && word !== ""));
}

/** The hints of the resource's own table and of the child tables below it; tables without any are left out. */
function declaredTables(table: string, node: ConfigNode, nameLimit: number): readonly DeclaredTable[] {
  const nested = valueOf(node, "nested_hints");
  const children = nested?.kind === "map" ? nested.entries : [];
  const tables = [
    { table, columns: declareColumns(node, nameLimit) },
    ...children.map(({ key, value }) => ({
      table: joinNames([table, normalizeKey(key, nameLimit).replaceAll("__", "_")], nameLimit),
      columns: declareColumns(value, nameLimit),
    })),
  ];
  return tables.filter(({ columns }) => columns.length > 0);
}
