import { entryOf, valueOf, type ConfigNode, type MapEntry, type MapNode } from "../../read/document.js";
import { normalizeKey } from "../../../templates/load/naming.js";
import { columnHints, LINKS } from "../../model/columns.js";
import type { Check } from "../check/check.js";
import { isMisspelt } from "../check/misspelt.js";
import { RESOURCE } from "../schema/resource.js";
import { STRATEGY_OPTIONS } from "../schema/write-disposition.js";
import { isFalsy, textOf, type RuleInput } from "./rule.js";

/** Strategies that find rows by primary key alone. */
const STRATEGIES_WITH_KEY: ReadonlySet<string> = new Set(["upsert", "insert-only", "cdc"]);

const KEYS = ["primary_key", "merge_key"];

/** How records are merged into tables. */
export function checkTables({ check, resources }: RuleInput): void {
  for (const { name, node } of resources) {
    const disposition = entryOf(node, "write_disposition");
    if (disposition !== undefined) {
      checkStrategy(check, disposition.value);
      checkKeys(check, disposition, node);
      checkReplace(check, disposition, node);
    }
    checkLinks(check, node);
    const nested = valueOf(node, "nested_hints");
    if (nested?.kind !== "map") continue;
    const table = textOf(valueOf(node, "table_name")) ?? name;
    for (const { value } of nested.entries)
      if (value.kind === "map") checkNestedTable(check, value, table, disposition);
  }
}

/** `outer` is the write disposition of the resource, whose rows a nested table without keys follows. */
function checkNestedTable(check: Check, node: MapNode, table: string, outer: MapEntry | undefined): void {
  const parent = entryOf(node, "parent_table_name");
  const named = textOf(parent?.value) ?? "";
  if (parent !== undefined && named !== "" && normalizeKey(named) !== normalizeKey(table)) {
    check.report("nested-parent", check.at.node(parent.value), { found: named, table });
  }
  checkNestedColumns(check, entryOf(node, "columns"));
  checkLinks(check, node);
  const written = entryOf(node, "write_disposition");
  if (written === undefined) return;
  checkStrategy(check, written.value);
  const hasKeys = hasKey(node, "primary_key") || hasKey(node, "merge_key");
  if (hasKeys && named === "") checkKeys(check, written, node);
  else if (written.value.kind === "map" || wordOf(written) !== wordOf(outer)) {
    check.report("nested-without-key", check.at.opening(written.value), { disposition: wordOf(written) });
  }
}

/** dlt's word of a write disposition; append without one. */
function wordOf(entry: MapEntry | undefined): string {
  return textOf(entry?.value) ?? textOf(valueOf(entry?.value, "disposition")) ?? "append";
}

/** dlt: every option belongs to certain strategies, and needs one to be named. */
function checkStrategy(check: Check, node: ConfigNode): void {
  if (node.kind !== "map") return;
  const written = entryOf(node, "strategy");
  const strategy = textOf(written?.value) ?? "";
  if (written !== undefined && !Object.hasOwn(STRATEGY_OPTIONS, strategy)) return;
  for (const entry of node.entries) {
    const strategies = Object.keys(STRATEGY_OPTIONS).filter((name) => STRATEGY_OPTIONS[name]?.includes(entry.key));
    if (strategies.length === 0 || strategies.includes(strategy)) continue;
    check.report("strategy-option", check.at.key(entry), { option: entry.key, strategy, strategies });
  }
  const validity = valueOf(node, "validity_column_names");
  if (validity?.kind === "list" && validity.items.length !== 0 && validity.items.length !== 2) {
    check.report("validity-columns", check.at.node(validity), { found: validity.items.length });
  }
  const version = entryOf(node, "row_version_column_name");
  if (version !== undefined && strategy !== "scd2" && isFalsy(valueOf(node, "skip_unchanged_rows"))) {
    check.report("version-not-compared", check.at.key(version), {});
  }
}

/** dlt looks for the word alone when it forgets the cursor of what is replaced. */
function checkReplace(check: Check, disposition: MapEntry, resource: MapNode): void {
  if (disposition.value.kind !== "map" || wordOf(disposition) !== "replace" || !isIncremental(resource)) return;
  check.report("replace-keeps-cursor", check.at.opening(disposition.value), {});
}

function isIncremental(resource: MapNode): boolean {
  const endpoint = valueOf(resource, "endpoint");
  const params = valueOf(endpoint, "params");
  const written = params?.kind === "map" ? params.entries.map(({ value }) => value) : [];
  return (
    valueOf(endpoint, "incremental")?.kind === "map" ||
    written.some((param) => textOf(valueOf(param, "type")) === "incremental")
  );
}

function checkKeys(check: Check, entry: MapEntry, resource: MapNode): void {
  const { value } = entry;
  const disposition = wordOf(entry);
  const strategy = textOf(valueOf(value, "strategy")) ?? "delete-insert";
  if (disposition !== "merge" || hasKey(resource, "primary_key")) return;
  if (KEYS.some((key) => isMisspelt(resource, key, RESOURCE.keys))) return;
  if (STRATEGIES_WITH_KEY.has(strategy)) check.report("strategy-needs-key", check.at.opening(value), { strategy });
  else if (
    strategy === "delete-insert" &&
    !hasKey(resource, "merge_key") &&
    isFalsy(valueOf(value, "destination_scope"))
  ) {
    check.report("merge-without-key", check.at.opening(value), {});
  }
}

/** Whether a key is given, on the resource or by a column hint. */
function hasKey(resource: MapNode, key: "primary_key" | "merge_key"): boolean {
  if (!isFalsy(valueOf(resource, key))) return true;
  const columns = valueOf(resource, "columns");
  const hints = columns?.kind === "map" ? columns.entries.map(({ value }) => value) : [];
  const listed = columns?.kind === "list" ? columns.items : hints;
  return listed.some((hint) => !isFalsy(valueOf(hint, key)));
}

/** Rows are linked by the columns that the loader fills; dlt would link them by others, too. */
function checkLinks(check: Check, table: MapNode): void {
  for (const { column, value } of columnHints(valueOf(table, "columns"))) {
    for (const entry of value.kind === "map" ? value.entries : []) {
      const linked = LINKS.get(entry.key);
      if (linked === undefined || linked === column || isFalsy(entry.value)) continue;
      check.report("linking-column", check.at.key(entry), { hint: entry.key, column, linked });
    }
  }
}

/** dlt fails on nested hints whose columns are a list, or lack `name`; here the key is name enough. */
function checkNestedColumns(check: Check, columns: MapEntry | undefined): void {
  if (columns?.value.kind === "list") check.report("nested-columns-list", check.at.key(columns), {});
  if (columns?.value.kind !== "map") return;
  for (const entry of columns.value.entries) {
    const unnamed = entry.value.kind === "map" && valueOf(entry.value, "name") === undefined;
    if (unnamed) check.report("nested-column-name", check.at.key(entry), { column: entry.key });
  }
}
