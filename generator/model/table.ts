import type { DeclaredTable } from "../../templates/load/declared.js";
import { joinNames, normalizeKey, normalizePath } from "../../templates/load/naming.js";
import { integer, text } from "../config/reader.js";
import type { EffectiveResource } from "../config/resources.js";
import { type ConfigNode, valueOf } from "../read/document.js";
import { declareColumns, keyFields } from "./columns.js";
import type { TableModel } from "./model.js";
import { scalarText } from "./runtime-values.js";

/** dlt's defaults: a resource appends, and unpacks 1000 levels. */
export function resolveTable({ name, node }: EffectiveResource): TableModel {
  const disposition = valueOf(node, "write_disposition");
  const word = disposition?.kind === "map" ? valueOf(disposition, "disposition") : disposition;
  const fields = keyFields(node, "primary_key");
  const table = normalizePath(text(node, "table_name") ?? name);
  return {
    name: table,
    writeDisposition: writeDisposition(word),
    keyFields: fields,
    primaryKey: fields.map((field) => normalizePath(field)),
    maxTableNesting: integer(node, "max_table_nesting") ?? 1_000,
    maxColumns: integer(node, "max_columns") ?? 1_000,
    declared: declaredTables(table, node),
  };
}

function writeDisposition(word: ConfigNode | undefined): TableModel["writeDisposition"] {
  const written = word === undefined ? "append" : scalarText(word);
  return written === "replace" || written === "merge" ? written : "append";
}

/** The hints of the resource's own table and of the child tables below it; tables without any are left out. */
function declaredTables(table: string, node: ConfigNode): readonly DeclaredTable[] {
  const nested = valueOf(node, "nested_hints");
  const children = nested?.kind === "map" ? nested.entries : [];
  const tables = [
    { table, columns: declareColumns(valueOf(node, "columns")) },
    ...children.map(({ key, value }) => ({
      table: joinNames([table, normalizeKey(key).replaceAll("__", "_")]),
      columns: declareColumns(valueOf(value, "columns")),
    })),
  ];
  return tables.filter(({ columns }) => columns.length > 0);
}
