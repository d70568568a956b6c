import { isObject } from "../../../templates/http/select.js";
import { coerce } from "../../../templates/load/coerce.js";
import { declaredColumns } from "../../../templates/load/declared.js";
import { declaredType } from "../../../templates/load/duckdb-types.js";
import { joinNames, normalizeKey } from "../../../templates/load/naming.js";
import type { TableModel } from "../../model/table-model.js";
import { FORMAT_TYPES } from "../../types/table-schema.js";
import { membersOf, type ObjectTypes, objectTypes, type StringFormat, type TypeModel } from "../../types/type-model.js";
import type { Finding } from "../finding.js";
import type { Probed } from "../probed.js";
import { shownValue } from "../shown-value.js";

/** Texts of one field that are not of its formats. */
interface Misfits {
  readonly formats: string;
  /** The first of them. */
  readonly value: string;
  readonly record: number;
  count: number;
}

/**
 * Whether texts are of the format that their schema names. A column of it takes what the loader can read as such; another
 * text goes to a column of its own.
 */
export function checkFormats({ sample }: Probed): readonly Finding[] {
  const { types, table } = sample.resource;
  if (types === null) return [];
  const found = new Map<string, Misfits>();
  const objects = objectTypes(types.objects);
  const texts = textColumns(table);
  const records = sample.pages.flatMap((page) => page.records);
  for (const [index, record] of records.entries())
    compare({ objects, texts, record: index + 1, found }, types.record, record, { path: "", columns: [] });
  return Array.from(found, ([path, { formats, value, record, count }]): Finding => {
    const first = `first: ${shownValue(value)} in record ${record}`;
    return {
      severity: "warning",
      code: "format-differs",
      where: "schema",
      found: `${path} should be a ${formats}; ${count} times in ${records.length} records it is another text (${first}), which a load puts into a column of its own`,
      suggestion: `take the format of ${path} out of the schema, if the texts are right`,
    };
  });
}

/** The columns of the root table that a hint makes texts of, whatever the schema says. */
function textColumns({ name, declared }: TableModel): ReadonlySet<string> {
  const texts = declaredColumns(declared, name).filter(({ dataType }) => dataType === "text");
  return new Set(texts.map((column) => column.name));
}

interface Comparison {
  readonly objects: ObjectTypes;
  readonly texts: ReadonlySet<string>;
  /** Its number in the sample, from 1. */
  readonly record: number;
  readonly found: Map<string, Misfits>;
}

interface Spot {
  /** For people. */
  readonly path: string;
  /** The names that the column of the root table is made of; undefined in a child table. */
  readonly columns: readonly string[] | undefined;
}

/** Looks into the one member that holds other values; where several may, nothing says which. */
function compare(comparison: Comparison, type: TypeModel, value: unknown, { path, columns }: Spot): void {
  const members = membersOf(type);
  if (typeof value === "string") return compareText(comparison, members, value, { path, columns });
  const [only, ...others] = members.filter(({ kind }) => kind === "object" || kind === "list" || kind === "map");
  if (only === undefined || others.length > 0) return;
  if (only.kind === "list" && Array.isArray(value)) {
    for (const item of value) compare(comparison, only.items, item, { path: `${path}[]`, columns: undefined });
  }
  if (!isObject(value)) return;
  const below = (name: string): Spot => ({
    path: path === "" ? name : `${path}.${name}`,
    columns: columns && [...columns, normalizeKey(name)],
  });
  if (only.kind === "map")
    for (const [key, inner] of Object.entries(value)) compare(comparison, only.values, inner, below(key));
  if (only.kind !== "object") return;
  for (const { name, type: inner } of comparison.objects.get(only)?.fields ?? []) {
    if (Object.hasOwn(value, name)) compare(comparison, inner, value[name], below(name));
  }
}

function compareText(
  { texts, record, found }: Comparison,
  members: readonly TypeModel[],
  value: string,
  { path, columns }: Spot,
): void {
  const formats: StringFormat[] = [];
  for (const member of members) {
    if (member.kind === "any" || member.kind === "literal") return;
    if (member.kind !== "string") continue;
    if (member.format === null) return;
    formats.push(member.format);
  }
  if (formats.length === 0 || formats.some((format) => isOfFormat(value, format))) return;
  if (columns !== undefined && texts.has(joinNames(columns))) return;
  const misfits = found.get(path) ?? { formats: formats.join(" or "), value, record, count: 0 };
  misfits.count++;
  found.set(path, misfits);
}

/** Whether a column of the format takes a text, as a load would find. */
function isOfFormat(text: string, format: StringFormat): boolean {
  const type = declaredType({ name: "", dataType: FORMAT_TYPES[format] });
  return type !== undefined && coerce(text, type) !== undefined;
}
