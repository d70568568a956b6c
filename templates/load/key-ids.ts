import { hashId } from "./hash-id.js";
import { exactValue, type Place } from "./place.js";
import type { LoadPlan } from "./plan.js";
import type { ObjectSite } from "./sites.js";
import type { RowIds } from "./strategy.js";

type JsonObject = { readonly [key: string]: unknown };

/** Where the values of one column stand in a record, and what the column is; the last place of a record counts. */
interface KeyColumn {
  readonly name: string;
  readonly paths: readonly (readonly string[])[];
}

/** Ids that follow from the primary key as it was received: a record that comes again gets the same one, as in dlt. */
export function keyIds({ primaryKey }: LoadPlan, root: ObjectSite): RowIds {
  let columns: readonly KeyColumn[] = [];
  let knownFields = -1;
  return (record, place) => {
    const fields = countFields(root);
    if (fields !== knownFields) columns = primaryKey.map((name) => ({ name, paths: pathsOf(root, name) }));
    knownFields = fields;
    const key = columns.map((column): [string, unknown] => [column.name, valueOf(root, column, record, place)]);
    return hashId(Object.fromEntries(key));
  };
}

function countFields({ fields }: ObjectSite): number {
  let count = fields.size;
  for (const { object } of fields.values()) if (object !== undefined) count += countFields(object);
  return count;
}

function pathsOf({ fields }: ObjectSite, name: string): readonly (readonly string[])[] {
  return Array.from(fields.values()).flatMap(({ key, site, slot, object }) => [
    ...(slot.name === name ? [[...site.keys, key]] : []),
    ...(object === undefined ? [] : pathsOf(object, name)),
  ]);
}

function valueOf(root: ObjectSite, { name, paths }: KeyColumn, record: JsonObject, place: Place): unknown {
  for (const path of paths.toReversed()) {
    const value = path.reduce<unknown>(memberOf, record);
    if (value === undefined || value === null) continue;
    return mayBeDouble(root, name, value) ? (exactValue(place, path) ?? value) : value;
  }
  return null;
}

/** Whether the literal of a whole number may have been `1.0`, which makes another id than `1`. */
function mayBeDouble({ table }: ObjectSite, name: string, value: unknown): boolean {
  return Number.isInteger(value) && table.table.columns.get(name)?.type.kind !== "bigint";
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}
