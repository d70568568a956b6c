import { normalizeKey } from "../../templates/load/naming.js";
import type { Check } from "../config/check/check.js";
import { text } from "../config/reader.js";
import type { EffectiveResource } from "../config/resources.js";
import { placeholdersOf } from "../config/templates.js";
import type { Place } from "../diagnostics/collector.js";
import { nearest } from "../diagnostics/nearest.js";
import { type ConfigNode, valueOf } from "../read/document.js";
import { membersOf, objectTypes, type RecordTypes } from "../types/type-model.js";
import type { ResourceModel } from "./model.js";
import { resolveSelector } from "./paginator.js";

/** What a resource's config and its types say of the same fields. */
type Typed = Pick<ResourceModel, "name" | "types" | "parent" | "steps">;

/**
 * Warns of fields that a config names and that the declared types do not have: of keys, of the cursor, and those of the
 * parent that requests are made of. Types that say that other fields may be there are open, and tell nothing.
 */
export function checkNamedFields(
  check: Check,
  resources: readonly EffectiveResource[],
  models: ReadonlyMap<string, Typed>,
): void {
  for (const { name, node } of resources) {
    const model = models.get(name);
    // Processing steps may make any record of another.
    if (model === undefined || model.steps.some(({ kind }) => kind !== "filter")) continue;
    const copied = model.parent?.included.map((one) => one.name) ?? [];
    const known = fieldsOf(model.types);
    for (const key of ["primary_key", "merge_key"]) {
      for (const field of scalars(valueOf(node, key)))
        report(check, name, known, check.at.node(field), field.value, copied);
    }
    const endpoint = valueOf(node, "endpoint");
    const cursor = valueOf(valueOf(endpoint, "incremental"), "cursor_path");
    if (cursor?.kind === "string") report(check, name, known, check.at.node(cursor), firstField(cursor.value), []);
    const path = valueOf(endpoint, "path");
    for (const { name: placeholder, start, end } of path?.kind === "string" ? placeholdersOf(path.value) : []) {
      const [, parent = "", field = ""] = /^resources\.([^.]+)\.(.+)$/.exec(placeholder) ?? [];
      const place = path === undefined ? undefined : check.at.within(path, start, end);
      report(check, parent, fieldsOf(models.get(parent)?.types ?? null), place, firstField(field), []);
    }
    const params = valueOf(endpoint, "params");
    for (const { value } of params?.kind === "map" ? params.entries : []) {
      const field = valueOf(value, "field");
      if (text(value, "type") !== "resolve" || field?.kind !== "string") continue;
      const parent = text(value, "resource") ?? "";
      report(
        check,
        parent,
        fieldsOf(models.get(parent)?.types ?? null),
        check.at.node(field),
        firstField(field.value),
        [],
      );
    }
  }
}

/** The names of a record's fields; undefined where the types tell of others, too. */
function fieldsOf(types: RecordTypes | null): readonly string[] | undefined {
  if (types === null) return undefined;
  const members = membersOf(types.record);
  const known = objectTypes(types.objects);
  const objects = members.flatMap((member) => (member.kind === "object" ? (known.get(member) ?? []) : []));
  if (objects.length < members.length || objects.some(({ open }) => open)) return undefined;
  return [...new Set(objects.flatMap(({ fields }) => fields.map(({ name }) => name)))];
}

/** A key may be a column that nested fields make: `customer__id`. */
function report(
  check: Check,
  resource: string,
  known: readonly string[] | undefined,
  place: Place | undefined,
  field: string | undefined,
  more: readonly string[],
): void {
  if (known === undefined || place === undefined || field === undefined || field === "" || more.includes(field)) return;
  const column = normalizeKey(field);
  const columns = known.map((name) => normalizeKey(name));
  if (known.includes(field) || columns.some((own) => column === own || column.startsWith(`${own}__`))) return;
  check.report("schema-no-field", place, { resource, field, meant: nearest(field, known) });
}

/** The field that a path begins with; undefined where it begins otherwise. */
function firstField(path: string): string | undefined {
  if (path === "") return undefined;
  const [first] = resolveSelector(path).path;
  return first?.kind === "field" ? first.name : undefined;
}

function scalars(node: ConfigNode | undefined): readonly Extract<ConfigNode, { kind: "string" }>[] {
  const nodes = node?.kind === "list" ? node.items : [node];
  return nodes.filter((one) => one?.kind === "string");
}
