import { normalizeKey } from "../../templates/load/naming.js";
import { type DataType, type DeclaredColumn, declaredColumns } from "../../templates/load/declared.js";
import type { ResourceModel } from "../model/model.js";
import type { JsonPath } from "../paths/steps.js";
import { isJsonObject, type Json, type JsonObject, valueAt, withValueAt } from "./json.js";
import { keysOf } from "./keys.js";
import { sampleRecord, sampleText } from "./sample-value.js";
import { Unplayable } from "./unplayable.js";

/**
 * Two records of a resource, by the names that its readers use: one with all of its fields, one with as few as it may have.
 * Both have what the config works with: keys, cursors, what children ask for (`asked`: the keys that lead to it), columns
 * that must not be null. Throws `Unplayable` where none can be made.
 */
export function sampleRecords(resource: ResourceModel, asked: readonly (readonly string[])[]): readonly JsonObject[] {
  const records = [1, 2].map((number) => {
    const kept = withoutDeletion(resource, madeRecord(resource, number));
    return withCursor(resource, withValue(resource, withNeeded(resource, asked, kept, number), number), number);
  });
  if (new Set(records.map((record) => JSON.stringify(record))).size < records.length) {
    throw new Unplayable("all records are the same");
  }
  return records;
}

/** A record that may be empty is made whole: of nothing comes no row. */
function madeRecord(resource: ResourceModel, number: number): JsonObject {
  const { types } = resource;
  if (types === null) return {};
  const options = sampleOptions(resource, number);
  const made = [options.sparse, false].map((sparse) => sampleRecord(types, { ...options, sparse }));
  const record = made.find(holdsValue) ?? made.at(-1);
  if (!isJsonObject(record)) throw new Unplayable("records are no objects");
  return record;
}

function holdsValue(record: Json): boolean {
  return isJsonObject(record) && Object.values(record).some((value) => value !== null && typeof value !== "object");
}

/** Where nothing is known of records, they have a number. */
function withValue({ types }: ResourceModel, record: JsonObject, number: number): JsonObject {
  return types === null && !holdsValue(record) ? { id: number, ...record } : record;
}

function sampleOptions(resource: ResourceModel, number: number) {
  const columns = new Set([...resource.table.primaryKey, ...resource.table.mergeKey, ...requiredColumns(resource)]);
  const fields = new Set([
    ...resource.sharedFields,
    ...resource.table.keyFields,
    ...dedupFields(resource),
    ...firstKeys(resource.cursor?.selector.path),
    ...(resource.paginator.kind === "cursor" && resource.paginator.from === "last_record"
      ? firstKeys(resource.paginator.cursor.path)
      : []),
  ]);
  return {
    number,
    sparse: number > 1,
    needs: (field: string) => fields.has(field) || columns.has(normalizeKey(field)),
  };
}

function firstKeys(path: JsonPath | undefined): readonly string[] {
  const [first] = path ?? [];
  return first?.kind === "field" ? [first.name] : [];
}

function requiredColumns(resource: ResourceModel): readonly string[] {
  return rootColumns(resource).flatMap(({ name, nullable, dedupSort }) => {
    return nullable === false || dedupSort !== undefined ? [name] : [];
  });
}

function rootColumns({ table }: ResourceModel): readonly DeclaredColumn[] {
  return declaredColumns(table.declared, table.name);
}

/** A value in a `hard_delete` column would delete the row of the record. */
function withoutDeletion(resource: ResourceModel, record: JsonObject): JsonObject {
  const deleting = new Set(
    rootColumns(resource).flatMap(({ name, hardDelete }) => (hardDelete === true ? [name] : [])),
  );
  const entries = Object.entries(record).flatMap(([name, value]): readonly (readonly [string, Json])[] => {
    if (!deleting.has(normalizeKey(name))) return [[name, value]];
    return typeof value === "boolean" ? [[name, false]] : [];
  });
  return Object.fromEntries(entries);
}

/** What the config needs and no schema told of; without a schema, what hints tell of columns. */
function withNeeded(
  resource: ResourceModel,
  asked: readonly (readonly string[])[],
  record: JsonObject,
  number: number,
): JsonObject {
  const { keyFields, mergeKey } = resource.table;
  const hints = rootColumns(resource).filter(({ hardDelete }) => hardDelete !== true);
  const named = [...keyFields, ...mergeKey, ...resource.sharedFields, ...dedupFields(resource)].map((name) => [name]);
  const hinted = resource.types === null ? hints.map(({ name }) => [name]) : [];
  return [...asked, ...named, ...hinted].reduce((known, keys) => {
    const column = keys.map((key) => normalizeKey(key)).join("__");
    const isThere = Object.keys(known).some((key) => normalizeKey(key) === column);
    if (isThere || valueAt(known, keys) !== undefined) return known;
    const hint = hints.find(({ name }) => name === column) ?? { name: keys.at(-1) ?? "" };
    return withValueAt(known, keys, columnValue(hint, number));
  }, record);
}

/** The fields that tell records with one cursor value apart. */
function dedupFields({ cursor }: ResourceModel): readonly string[] {
  return cursor?.dedup.kind === "key" ? [cursor.dedup.key].flat() : [];
}

function columnValue({ name, dataType = "text" }: DeclaredColumn, number: number): Json {
  const values: Readonly<Record<DataType, Json>> = {
    text: sampleText(name, number),
    double: number + 0.5,
    bool: number % 2 === 1,
    timestamp: `2026-01-0${number}T00:00:00Z`,
    bigint: number,
    binary: "AQI=",
    json: { a: number },
    decimal: `${number}.5`,
    wei: number,
    date: `2026-01-0${number}`,
    time: `0${number}:00:00`,
  };
  return values[dataType];
}

/** A cursor value from before the first one would be left out. */
function withCursor({ cursor }: ResourceModel, record: JsonObject, number: number): JsonObject {
  if (cursor === null) return record;
  const keys = keysOf(cursor.selector.path);
  if (keys === undefined) throw new Unplayable("the cursor_path is more than keys");
  if (cursor.rowOrder !== null) throw new Unplayable("row_order ends the reading early");
  if (cursor.windows !== null) throw new Unplayable("it is read in windows");
  const { initialValue } = cursor;
  if (initialValue === null) {
    return valueAt(record, keys) == null ? withValueAt(record, keys, number) : record;
  }
  if (cursor.rangeStart === "open") throw new Unplayable("the range begins behind initial_value");
  const value = initialValue.kind === "text" ? initialValue.text : Number(initialValue.text);
  return withValueAt(record, keys, value);
}
