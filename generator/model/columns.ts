import type { DataType, DeclaredColumn } from "../../templates/load/declared.js";
import { normalizeKey } from "../../templates/load/naming.js";
import { SYSTEM_COLUMNS } from "../../templates/load/schema.js";
import { flag, integer, text } from "../config/reader.js";
import { type ConfigNode, type MapEntry, valueOf } from "../read/document.js";
import { scalarText } from "./runtime-values.js";

/** A column hint, and where it stands. */
export interface ColumnHint extends MapEntry {
  /** The column in the destination's spelling. */
  readonly column: string;
}

/** The hints that say which columns link rows, and the columns that do. */
export const LINKS: ReadonlyMap<string, string> = new Map([
  ["row_key", SYSTEM_COLUMNS.id],
  ["parent_key", SYSTEM_COLUMNS.parentId],
  ["root_key", SYSTEM_COLUMNS.rootId],
]);

/** Whether a hint asks for child rows that name their root row, whatever the write disposition. */
export function wantsRootIds(node: ConfigNode): boolean {
  return columnHints(valueOf(node, "columns")).some(({ value }) => flag(value, "root_key") === true);
}

/** The hints below `columns`, which is a map by column or a list of hints with names. */
export function columnHints(columns: ConfigNode | undefined, nameLimit?: number): readonly ColumnHint[] {
  if (columns?.kind === "map") {
    return columns.entries.map((entry) => ({ ...entry, column: normalizeKey(entry.key, nameLimit) }));
  }
  if (columns?.kind !== "list") return [];
  return columns.items.flatMap((value): ColumnHint[] => {
    const name = text(value, "name");
    return name === undefined ? [] : [{ key: name, keySpan: value.span, value, column: normalizeKey(name, nameLimit) }];
  });
}

/**
 * The hints of a table's columns. Two that name one column make one; the second one's words win. As in dlt, a key that
 * stands in hints alone may be null.
 */
export function declareColumns(node: ConfigNode, nameLimit: number): readonly DeclaredColumn[] {
  const declared = new Map<string, DeclaredColumn>();
  const hintedKeys = KEYS.filter((key) => valueOf(node, key) === undefined);
  for (const { column, value } of columnHints(valueOf(node, "columns"), nameLimit)) {
    if (isLink(value)) continue; // the loader makes the column
    const isKey = hintedKeys.some((key) => flag(value, key) === true);
    const nullable = isKey ? { nullable: true } : {};
    declared.set(column, { ...declared.get(column), ...nullable, ...declaredColumn(column, value) });
  }
  return [...declared.values()];
}

function isLink(hint: ConfigNode): boolean {
  return Array.from(LINKS.keys()).some((link) => flag(hint, link) === true);
}

type Key = "primary_key" | "merge_key";

const KEYS: readonly Key[] = ["primary_key", "merge_key"];

function declaredColumn(name: string, hint: ConfigNode): DeclaredColumn {
  const dataType = text(hint, "data_type");
  const precision = integer(hint, "precision");
  const scale = integer(hint, "scale");
  const timezone = flag(hint, "timezone");
  const nullable = flag(hint, "nullable");
  const dedupSort = text(hint, "dedup_sort");
  const description = text(hint, "description");
  return {
    name,
    // the validator has seen that they are words of dlt's
    ...(dataType !== undefined && { dataType: dataType as DataType }),
    ...(nullable !== undefined && { nullable }),
    ...(precision !== undefined && { precision }),
    ...(scale !== undefined && { scale }),
    ...(timezone !== undefined && { timezone }),
    ...(flag(hint, "hard_delete") === true && { hardDelete: true }),
    ...(dedupSort !== undefined && { dedupSort: dedupSort as "asc" | "desc" }),
    ...(flag(hint, "unique") === true && { unique: true }),
    ...(description !== undefined && { description }),
  };
}

/** The fields of a key as they are written: below the key itself or, when that is absent, as hints of columns. */
export function keyFields(node: ConfigNode, key: Key): readonly string[] {
  const written = valueOf(node, key);
  if (written === undefined) {
    const hints = columnHints(valueOf(node, "columns"));
    return hints.filter(({ value }) => flag(value, key) === true).map((hint) => hint.key);
  }
  return (written.kind === "list" ? written.items : [written]).map(scalarText).filter((field) => field !== "");
}
