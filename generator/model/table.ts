import { type DeclaredColumn, declaredColumns } from "../../templates/load/declared.js";
import { normalizePath } from "../../templates/load/naming.js";
import { integer, text } from "../config/reader.js";
import type { EffectiveResource } from "../config/resources.js";
import { valueOf } from "../read/document.js";
import { tableSchema } from "../types/table-schema.js";
import type { RecordTypes } from "../types/type-model.js";
import { declareColumns, keyFields, wantsRootIds } from "./columns.js";
import { resolveContract } from "./contract.js";
import type { DeclaredTableModel, TableModel } from "./table-model.js";
import { resolveNestedTables } from "./nested-table.js";
import { resolveStrategy, strategyColumns, writeDisposition } from "./strategy.js";

/**
 * dlt's defaults: a resource appends, and unpacks 1000 levels. `types` are those of the records that are loaded,
 * `nameLimit` the longest name that the destination takes.
 */
export function resolveTable(
  { name, node }: EffectiveResource,
  types: RecordTypes | null,
  nameLimit: number,
): TableModel {
  const fields = keyFields(node, "primary_key");
  const table = normalizePath(text(node, "table_name") ?? name, nameLimit);
  const maxTableNesting = integer(node, "max_table_nesting") ?? 1_000;
  const maxColumns = integer(node, "max_columns") ?? 1_000;
  const typed = types === null ? [] : typedTables(types, { table, maxTableNesting, nameLimit, maxColumns });
  const below = resolveNestedTables(table, node, typed, nameLimit);
  const hinted = { table, columns: declareColumns(node, nameLimit), contract: null };
  const declared = joinTables(table, typed, [hinted, ...below.declared]);
  const keys = {
    primaryKey: fields.map((field) => normalizePath(field, nameLimit)),
    mergeKey: keyFields(node, "merge_key").map((field) => normalizePath(field, nameLimit)),
  };
  const disposition = valueOf(node, "write_disposition");
  const written = writeDisposition(disposition);
  const columns = declaredColumns(declared, table);
  const strategy = written === "merge" ? resolveStrategy(disposition, { ...keys, columns }, nameLimit) : null;
  return {
    name: table,
    writeDisposition: written,
    keepsCursor: written === "replace" && disposition?.kind === "map",
    strategy,
    contract: resolveContract(valueOf(node, "schema_contract")),
    keyFields: fields,
    ...keys,
    declared: joinTables(table, declared, [{ table, columns: strategyColumns(strategy), contract: null }]),
    withRootIds: below.withRootIds || wantsRootIds(node),
    maxTableNesting,
    maxColumns,
    nested: below.nested,
  };
}

function typedTables(...origin: Parameters<typeof tableSchema>): readonly DeclaredTableModel[] {
  return tableSchema(...origin).map(({ table, columns }) => ({ table, columns, contract: null }));
}

/** What is declared twice is one column: at its first place, with the words of both. The root table comes first. */
function joinTables(
  root: string,
  declared: readonly DeclaredTableModel[],
  added: readonly DeclaredTableModel[],
): readonly DeclaredTableModel[] {
  const all = [...declared, ...added];
  const contracts = new Map(all.map(({ table, contract }) => [table, contract])); // only hints, the last ones, have some
  const tables = new Map([[root, new Map<string, DeclaredColumn>()]]);
  for (const { table, columns } of all) {
    const known = tables.get(table) ?? new Map<string, DeclaredColumn>();
    for (const column of columns) known.set(column.name, { ...known.get(column.name), ...column });
    tables.set(table, known);
  }
  const joined = Array.from(tables, ([table, columns]): DeclaredTableModel => {
    return { table, columns: [...columns.values()], contract: contracts.get(table) ?? null };
  });
  return joined.filter(({ columns, contract }) => columns.length > 0 || contract !== null);
}
