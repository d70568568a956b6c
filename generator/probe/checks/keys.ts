import { normalizeKey } from "../../../templates/load/naming.js";
import { isObject } from "../../../templates/http/select.js";
import { isKeyOf, keyOfRecords, keyText } from "../../samples/keys.js";
import type { ResourceModel } from "../../model/model.js";
import type { Finding } from "../finding.js";
import type { Probed } from "../probed.js";
import { shownValue } from "../shown-value.js";

const WHERE = "primary_key";

/** A record as it is loaded, and the record of the parent that it belongs to. */
interface Loaded {
  readonly record: Readonly<Record<string, unknown>>;
  readonly parent: number;
}

/** Whether the primary key has a value in every record, and another one in each. */
export function checkKeys({ sample }: Probed): readonly Finding[] {
  const { keyFields, primaryKey, writeDisposition } = sample.resource.table;
  const loaded = sample.pages.flatMap(({ records, parent }): readonly Loaded[] => {
    return records.filter(isObject).map((record) => ({ record, parent }));
  });
  if (loaded.length === 0) return [];
  const candidate = suggestedKey(sample.resource, loaded);
  if (keyFields.length === 0) return checkMissing(writeDisposition, candidate);
  const valuesOf = ({ record }: Loaded) => primaryKey.map((column) => columnValue(record, column));
  const suggestion = candidate === undefined ? {} : { suggestion: candidate };
  const shown = keyFields.join(", ");
  const incomplete = loaded.filter((each) => valuesOf(each).some((value) => value === undefined || value === null));
  if (incomplete.length > 0) {
    const found = `${incomplete.length} of ${loaded.length} records have no value for ${shown}: a load refuses them`;
    return [{ severity: "error", code: "key-null", where: WHERE, found, ...suggestion }];
  }
  return checkUnique(loaded, valuesOf, shown, suggestion);
}

function checkUnique(
  loaded: readonly Loaded[],
  valuesOf: (loaded: Loaded) => readonly unknown[],
  shown: string,
  suggestion: Pick<Finding, "suggestion">,
): readonly Finding[] {
  const byKey = new Map<string, Loaded[]>();
  for (const each of loaded) {
    const text = keyText(valuesOf(each));
    if (text !== undefined) byKey.set(text, [...(byKey.get(text) ?? []), each]);
  }
  const repeated = [...byKey.values()].filter((alike) => alike.length > 1);
  const differing = repeated.filter((alike) => new Set(alike.map(({ record }) => recordText(record))).size > 1);
  const [example] = differing.length > 0 ? differing : repeated;
  const [first] = example ?? [];
  if (example === undefined || first === undefined) return [];
  const value = valuesOf(first).map(shownValue).join(", ");
  if (differing.length === 0) {
    const found = `${repeated.length} records come more than once, all their fields alike (first: ${shown} ${value}): pages overlap`;
    return [{ severity: "warning", code: "records-repeat", where: "endpoint.paginator", found }];
  }
  const parents = new Set(example.map(({ parent }) => parent)).size > 1 ? ", of different parents" : "";
  const found =
    `${differing.length} of ${byKey.size} values of ${shown} are those of several records${parents} (first: ${value}): ` +
    "one of them would stay";
  return [{ severity: "error", code: "key-repeats", where: WHERE, found, ...suggestion }];
}

function checkMissing(disposition: string, candidate: string | undefined): readonly Finding[] {
  if (candidate === undefined) return [];
  const without = disposition === "merge" ? "no primary key: every run adds all rows again" : "no primary key";
  return [{ severity: "note", code: "no-key", where: WHERE, found: without, suggestion: candidate }];
}

/** The lines for a key that fits all records; with a field of the parent where only that makes it one. */
function suggestedKey(resource: ResourceModel, loaded: readonly Loaded[]): string | undefined {
  const { name, parent, table } = resource;
  const key = keyOfRecords(
    loaded.map(({ record }) => record),
    name,
  );
  if (key !== undefined) return `"primary_key": ${JSON.stringify(key)}`;
  const first = loaded[0]?.parent;
  const ofFirst = loaded.filter((each) => each.parent === first).map(({ record }) => record);
  const own = table.keyFields.length > 0 ? table.keyFields : (keyOfRecords(ofFirst, name) ?? []);
  // The fields that its requests are made of tell the records of the parent apart.
  const field = parent?.included[0]?.field ?? parent?.fields[0];
  const whole = loaded.map((each) => ({ ...each.record, [PARENT]: each.parent }));
  if (parent === null || field === undefined || own.length === 0 || !isKeyOf(whole, [PARENT, ...own])) return undefined;
  const included = parent.included.find((copied) => copied.field === field);
  const copy = included === undefined ? `"include_from_parent": ${JSON.stringify([field])}, ` : "";
  return `${copy}"primary_key": ${JSON.stringify([included?.name ?? `_${parent.name}_${field}`, ...own])}`;
}

/** No field of a record is called so. */
const PARENT = "\u0000parent";

/** The value of a column that may be made of nested fields: `customer__id` is `id` of `customer`. */
function columnValue(record: Readonly<Record<string, unknown>>, column: string): unknown {
  for (const [name, value] of Object.entries(record)) {
    const own = normalizeKey(name);
    if (own === column) return value;
    if (isObject(value) && column.startsWith(`${own}__`)) return columnValue(value, column.slice(own.length + 2));
  }
  return undefined;
}

function recordText(record: object): string {
  return JSON.stringify(record, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}
