import { JsonDouble } from "../http/exact-json.js";
import { coerce, type StagedValue } from "./coerce.js";
import { LoadError } from "./errors.js";
import { inferType, variantKindOf } from "./infer.js";
import { joinNames } from "./naming.js";
import { wellFormed } from "./python-text.js";
import type { ColumnType } from "./schema.js";
import { columnForValue, takeBackColumn, type Slot } from "./slots.js";
import type { StagedTable, ValueColumn } from "./staged-table.js";
import { count, type Tally } from "./tally.js";
import { parseTimestamp } from "./timestamps.js";

/** NUL, and surrogates: pairs are text like any other, but a lone one is not. */
const SUSPICIOUS = /[\0\ud800-\udfff]/;

/**
 * Writes a scalar whose column is known and takes it as it is; false when it needs the rules of `writeValue`. This is the
 * way of almost all values.
 */
export function writePlain(staged: StagedTable, { column, shared }: Slot, value: unknown): boolean {
  if (column === undefined || shared) return false;
  const { kind } = column.column.type;
  switch (typeof value) {
    case "string":
      if (kind === "text") {
        if (SUSPICIOUS.test(value)) return false;
        staged.characters += value.length;
        column.values[staged.batchRows] = value;
        return true;
      }
      if (kind === "timestamp") {
        const instant = parseTimestamp(value);
        if (instant === undefined) return false;
        column.values[staged.batchRows] = instant;
        return true;
      }
      return false;
    case "number":
      if (kind === "bigint" ? !Number.isSafeInteger(value) : kind !== "double" || !Number.isFinite(value)) return false;
      column.values[staged.batchRows] = value + 0; // -0 is 0: dlt stores no negative zero either
      return true;
    case "boolean":
      if (kind !== "bool") return false;
      column.values[staged.batchRows] = value;
      return true;
    default:
      return false;
  }
}

/** Whether `1` and `1.0` mean different things to a column (undefined: one that is not there yet). */
export function literalMatters(value: number, type: ColumnType | undefined): boolean {
  if (!Number.isInteger(value)) return false;
  switch (type?.kind) {
    case "bigint":
    case "integer":
    case "decimal":
    case "bool":
    case "timestamp":
    case "date":
      return !Number.isSafeInteger(value);
    case "double":
      return false;
    default:
      return true;
  }
}

/**
 * Writes a value with its number literal kept: into its column, which the first value creates, or a variant of it. A slot
 * that several keys of a record share keeps the last value.
 */
export function writeValue(staged: StagedTable, slot: Slot, value: unknown, tally: Tally): void {
  if (slot.shared) startSharedWrite(staged, slot, tally);
  const storable = toStorable(staged, slot, value, tally);
  if (storable === null) return;
  const written =
    slot.column === undefined ? create(staged, slot, storable, tally) : fit(staged, slot, storable, tally);
  if (!slot.shared && written === slot.column) return;
  slot.lastRow = staged.rows;
  slot.lastColumn = written;
}

/** Marks a null: only a slot that several keys of a record share keeps it from hiding behind an earlier value. */
export function writeNull(staged: StagedTable, slot: Slot, tally: Tally): void {
  if (slot.shared) startSharedWrite(staged, slot, tally);
}

/** Takes back what another key of this record wrote: in dlt it is gone before its type is looked at. */
function startSharedWrite(staged: StagedTable, slot: Slot, tally: Tally): void {
  if (slot.lastRow === staged.rows) {
    if (slot.lastColumn !== undefined) slot.lastColumn.values[staged.batchRows] = null;
    takeBackColumn(staged, slot);
    count(tally, `${placeOf(staged, slot)}: several keys of one record become this column, the last one is kept`, "");
  }
  slot.lastRow = staged.rows;
  slot.lastColumn = undefined;
}

/** A value without what no database takes; null where dlt has none left. */
function toStorable(staged: StagedTable, slot: Slot, value: unknown, tally: Tally): unknown {
  if (typeof value === "string" && SUSPICIOUS.test(value)) {
    const clean = wellFormed(value.replaceAll("\0", ""));
    if (clean !== value) {
      count(tally, `${placeOf(staged, slot)}: texts lost NUL characters, or got U+FFFD for a lone surrogate`, value);
    }
    return clean;
  }
  const number = value instanceof JsonDouble ? value.value : value;
  if (typeof number === "number" && !Number.isFinite(number)) {
    const literal = value instanceof JsonDouble ? value.text : number;
    count(tally, `${placeOf(staged, slot)}: numbers beyond the range of a double are null, as in dlt`, literal);
    return null;
  }
  return value;
}

function create(staged: StagedTable, slot: Slot, value: unknown, tally: Tally): ValueColumn | undefined {
  if (staged.contract?.refusesColumn(staged, slot.name, value, tally) === true) return undefined;
  const type = inferType(value);
  slot.column = columnForValue(staged, slot, slot.name, type);
  countWideInteger(staged, slot, value, tally);
  return put(staged, slot.column, coerce(value, slot.column?.column.type ?? type), value);
}

/** Writes a value to its column, or to a variant column when it does not fit; a variant has no variants. */
function fit(staged: StagedTable, slot: Slot, value: unknown, tally: Tally): ValueColumn | undefined {
  const { column } = slot;
  if (column === undefined) return undefined;
  countWideInteger(staged, slot, value, tally);
  const { type, nativeType } = column.column;
  if (type.kind === "unknown") {
    throw new LoadError(`column ${placeOf(staged, slot)} has the type ${nativeType}, which a load cannot write`);
  }
  const coerced = coerce(value, type);
  if (coerced !== undefined) return put(staged, column, coerced, value);
  const name = joinNames([slot.name, `v_${variantKindOf(value)}`], staged.nameLimit);
  const isNew = !staged.table.columns.has(name);
  if (isNew && staged.contract?.refusesVariant(staged, { name, of: column.column }, value, tally) === true)
    return undefined;
  count(tally, `${placeOf(staged, slot)}: values that are no ${type.kind} went to ${name}`, value);
  const variant = columnForValue(staged, slot, name, inferType(value));
  const inVariant = variant && coerce(value, variant.column.type);
  if (inVariant === undefined) {
    throw new LoadError(
      `${placeOf(staged, slot)}: a value fits neither its column (${type.kind}) nor ${name} ` +
        `(${variant?.column.type.kind}), and dlt knows no variant of a variant`,
    );
  }
  return put(staged, variant, inVariant, value);
}

function put(
  staged: StagedTable,
  column: ValueColumn | undefined,
  coerced: StagedValue | undefined,
  value: unknown,
): ValueColumn | undefined {
  if (column === undefined || coerced === undefined) return undefined;
  if (typeof value === "string" || typeof coerced === "string") staged.characters += String(coerced).length;
  column.values[staged.batchRows] = coerced;
  return column;
}

function countWideInteger(staged: StagedTable, slot: Slot, value: unknown, tally: Tally): void {
  if (typeof value !== "bigint" || variantKindOf(value) === "bigint") return;
  count(tally, `${placeOf(staged, slot)}: integers beyond 64 bit, kept exactly`, value);
}

function placeOf({ table }: StagedTable, { name }: Slot): string {
  return `${table.name}.${name}`;
}
