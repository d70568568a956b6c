import type { DeclaredColumn } from "../../templates/load/declared.js";
import { joinNames, normalizeKey, normalizePath } from "../../templates/load/naming.js";
import { text } from "../config/reader.js";
import { type ConfigNode, valueOf } from "../read/document.js";
import { declareColumns, keyFields, wantsRootIds } from "./columns.js";
import { resolveContract } from "./contract.js";
import type { DeclaredTableModel, NestedTableModel } from "./table-model.js";
import { resolveStrategy, strategyColumns, writeDisposition } from "./strategy.js";

/** What `nested_hints` say: of child tables, and of those among them that stand on their own. */
export interface NestedTables {
  readonly declared: readonly DeclaredTableModel[];
  readonly nested: readonly NestedTableModel[];
  /** Whether one of those that follow their parent wants root ids. */
  readonly withRootIds: boolean;
}

/** `declared` is what else is known of the tables, e.g. from the types of records. */
export function resolveNestedTables(
  table: string,
  node: ConfigNode,
  declared: readonly DeclaredTableModel[],
  nameLimit: number,
): NestedTables {
  const hints = valueOf(node, "nested_hints");
  const entries = hints?.kind === "map" ? hints.entries : [];
  const tables = entries.map(({ key, value }): Omit<NestedTables, "withRootIds"> => {
    // As in dlt a key names a direct child, whatever separators it has.
    const name = joinNames([table, normalizeKey(key, nameLimit).replaceAll("__", "_")], nameLimit);
    const columns = declareColumns(value, nameLimit);
    if (!standsAlone(value)) {
      const written = valueOf(value, "schema_contract");
      const contract = written === undefined ? null : resolveContract(written);
      return { declared: [{ table: name, columns: withKeys(columns, value, nameLimit), contract }], nested: [] };
    }
    const known = declared.filter((one) => one.table === name);
    const own = resolveOwnTable(name, value, [...known.flatMap((one) => one.columns), ...columns], nameLimit);
    return {
      declared: [{ table: name, columns: [...columns, ...strategyColumns(own.strategy)], contract: null }],
      nested: [own],
    };
  });
  return {
    ...{ declared: tables.flatMap((one) => one.declared), nested: tables.flatMap((one) => one.nested) },
    withRootIds: entries.some(({ value }) => !standsAlone(value) && wantsRootIds(value)),
  };
}

/** dlt: a table with keys is none of its parent's, unless the config names the parent. */
export function standsAlone(node: ConfigNode): boolean {
  const hasKey = keyFields(node, "primary_key").length > 0 || keyFields(node, "merge_key").length > 0;
  return hasKey && (text(node, "parent_table_name") ?? "") === "";
}

/** The columns with those of the keys: as in dlt they must have values, unless a hint says otherwise. */
function withKeys(columns: readonly DeclaredColumn[], node: ConfigNode, nameLimit: number): readonly DeclaredColumn[] {
  const fields = [...keyFields(node, "primary_key"), ...keyFields(node, "merge_key")];
  const keys = new Set(fields.map((field) => normalizePath(field, nameLimit)));
  const known = columns.map((column) => (keys.has(column.name) ? { nullable: false, ...column } : column));
  const others = [...keys].filter((key) => columns.every(({ name }) => name !== key));
  return [...known, ...others.map((name) => ({ name, nullable: false }))];
}

function resolveOwnTable(
  name: string,
  node: ConfigNode,
  columns: readonly DeclaredColumn[],
  nameLimit: number,
): NestedTableModel {
  const columnsOf = (fields: readonly string[]) => fields.map((field) => normalizePath(field, nameLimit));
  const keys = {
    primaryKey: columnsOf(keyFields(node, "primary_key")),
    mergeKey: columnsOf(keyFields(node, "merge_key")),
  };
  const disposition = valueOf(node, "write_disposition");
  const written = writeDisposition(disposition);
  return {
    name,
    writeDisposition: written,
    strategy: written === "merge" ? resolveStrategy(disposition, { ...keys, columns }, nameLimit) : null,
    contract: resolveContract(valueOf(node, "schema_contract")),
    withRootIds: wantsRootIds(node),
    ...keys,
  };
}
