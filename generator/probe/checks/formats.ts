import { isObject } from "../../../templates/http/select.js";
import { coerce } from "../../../templates/load/coerce.js";
import type { ColumnType } from "../../../templates/load/schema.js";
import { membersOf, type ObjectTypes, objectTypes, type StringFormat, type TypeModel } from "../../types/type-model.js";
import type { Finding } from "../finding.js";
import type { Probed } from "../probed.js";
import { shownValue } from "../shown-value.js";

/** The columns that texts of a format go to. */
const COLUMN_TYPES: Readonly<Record<StringFormat, ColumnType>> = {
  "date-time": { kind: "timestamp", zone: true },
  date: { kind: "date" },
  time: { kind: "time" },
  decimal: { kind: "decimal", precision: 38, scale: 9 },
};

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
  const { types } = sample.resource;
  if (types === null) return [];
  const found = new Map<string, Misfits>();
  const objects = objectTypes(types.objects);
  const records = sample.pages.flatMap((page) => page.records);
  for (const [index, record] of records.entries())
    compare({ objects, record: index + 1, found }, types.record, record, "");
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

interface Comparison {
  readonly objects: ObjectTypes;
  /** Its number in the sample, from 1. */
  readonly record: number;
  readonly found: Map<string, Misfits>;
}

/** Looks into the one member that holds other values; where several may, nothing says which. */
function compare(comparison: Comparison, type: TypeModel, value: unknown, path: string): void {
  const members = membersOf(type);
  if (typeof value === "string") return compareText(comparison, members, value, path);
  const [only, ...others] = members.filter(({ kind }) => kind === "object" || kind === "list" || kind === "map");
  if (only === undefined || others.length > 0) return;
  if (only.kind === "list" && Array.isArray(value)) {
    for (const item of value) compare(comparison, only.items, item, `${path}[]`);
  }
  if (!isObject(value)) return;
  if (only.kind === "map")
    for (const inner of Object.values(value)) compare(comparison, only.values, inner, `${path}.*`);
  if (only.kind !== "object") return;
  for (const field of comparison.objects.get(only)?.fields ?? []) {
    const here = path === "" ? field.name : `${path}.${field.name}`;
    if (Object.hasOwn(value, field.name)) compare(comparison, field.type, value[field.name], here);
  }
}

function compareText({ record, found }: Comparison, members: readonly TypeModel[], value: string, path: string): void {
  const formats: StringFormat[] = [];
  for (const member of members) {
    if (member.kind === "any" || member.kind === "literal") return;
    if (member.kind !== "string") continue;
    if (member.format === null) return;
    formats.push(member.format);
  }
  if (formats.length === 0 || formats.some((format) => coerce(value, COLUMN_TYPES[format]) !== undefined)) return;
  const misfits = found.get(path) ?? { formats: formats.join(" or "), value, record, count: 0 };
  misfits.count++;
  found.set(path, misfits);
}
