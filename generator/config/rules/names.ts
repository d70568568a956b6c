import { normalizePath } from "../../../templates/load/naming.js";
import { indexLines } from "../../diagnostics/lines.js";
import { entryOf, valueOf, type ConfigNode } from "../../read/document.js";
import type { EffectiveResource } from "../resources.js";
import { isFalsy, textOf, type RuleInput } from "./rule.js";

/** Resource names are unique as written; two that normalise to one table are suspicious. */
export function checkNames({ check, resources }: RuleInput): void {
  const lines = indexLines(check.document.text);
  const lineOf = ({ nameSpan }: EffectiveResource): number => lines.position(nameSpan.start).line;
  const byName = new Map<string, EffectiveResource>();
  const byTable = new Map<string, EffectiveResource>();
  for (const resource of resources) {
    const place = { span: resource.nameSpan, path: resource.path };
    const twin = byName.get(resource.name);
    if (twin !== undefined) {
      check.report("duplicate-resource", place, { name: resource.name, line: lineOf(twin) });
      continue;
    }
    byName.set(resource.name, resource);
    const table = tableOf(resource);
    if (table === undefined) {
      const written = tableNameOf(resource);
      check.report("no-table-name", written === undefined ? place : check.at.node(written), {});
      continue;
    }
    const other = byTable.get(table);
    if (other === undefined) byTable.set(table, resource);
    else if (!isShared(resource, other)) {
      check.report("same-table", place, { table, other: other.name, line: lineOf(other) });
    }
  }
}

/** Two fields of a record that get one name. */
export function checkRenaming({ check, resources }: RuleInput): void {
  const lines = indexLines(check.document.text);
  for (const { node } of resources) {
    const renamed = valueOf(node, "rename_fields");
    const byName = new Map<string, ConfigNode>();
    for (const { value } of renamed?.kind === "map" ? renamed.entries : []) {
      const name = textOf(value) ?? "";
      const first = byName.get(name);
      if (first === undefined) byName.set(name, value);
      else check.report("renamed-alike", check.at.node(value), { name, line: lines.position(first.span.start).line });
    }
  }
}

/** The destination's name of the table; undefined when nothing is left of it. */
function tableOf(resource: EffectiveResource): string | undefined {
  try {
    return normalizePath(textOf(tableNameOf(resource)) ?? resource.name);
  } catch {
    return undefined;
  }
}

function tableNameOf({ node }: EffectiveResource): ConfigNode | undefined {
  const written = valueOf(node, "table_name");
  return isFalsy(written) ? undefined : written;
}

/** Two resources that name the same table on purpose. */
function isShared(resource: EffectiveResource, other: EffectiveResource): boolean {
  const [own, others] = [textOf(tableNameOf(resource)), textOf(tableNameOf(other))];
  return own !== undefined && own === others;
}

/** `selected: null` counts as false in dlt; a config without resources loads nothing. */
export function checkSelection({ check, root, resources }: RuleInput): void {
  const listed = valueOf(root, "resources");
  if (listed?.kind === "list" && listed.items.length === 0) check.report("no-resources", check.at.node(listed), {});
  for (const { node } of resources) {
    const selected = entryOf(node, "selected")?.value;
    if (selected?.kind === "null") check.report("selected-null", check.at.node(selected), {});
  }
}
