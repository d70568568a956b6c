import { declaredColumns, type DeclaredColumn } from "./declared.js";
import type { LoadPlan } from "./plan.js";
import { SYSTEM_COLUMNS, type Column, type ColumnType, type Table } from "./schema.js";
import type { StateObject } from "./state-document.js";

/** dlt's decimal without hints. */
const DECIMAL = { precision: 38, scale: 9 };
/** dlt's integers of 256 bits, where the destination has room for them. */
const WEI = { precision: 156, scale: 78 };

/** What dlt notes of the columns that the loader fills itself. */
const SYSTEM_HINTS: ReadonlyMap<string, StateObject> = new Map<string, StateObject>([
  [SYSTEM_COLUMNS.loadId, {}],
  [SYSTEM_COLUMNS.id, { unique: true, row_key: true }],
  [SYSTEM_COLUMNS.parentId, { parent_key: true }],
  [SYSTEM_COLUMNS.rootId, { root_key: true }],
  [SYSTEM_COLUMNS.listIndex, {}],
]);

const VARIANT = /^(.+)__v_(?:text|bigint|double|bool|timestamp|date|time|decimal|wei|binary|json)$/;

/** A column as dlt's stored schemas describe it; undefined for a type that is none of dlt's. */
export function describeColumn(column: Column, plan: LoadPlan, table: Table): StateObject | undefined {
  const { name, nullable } = column;
  const type = dltType(column.type);
  if (type === undefined) return undefined;
  const system = SYSTEM_HINTS.get(name);
  if (system !== undefined) return { name, ...type, nullable: false, ...system };
  const declared = declaredColumns(plan.declared, table.name).find((one) => one.name === name);
  const isRoot = table.name === plan.table;
  return {
    name,
    ...(declared?.dataType === undefined ? { ...type, nullable } : {}),
    ...(declared === undefined ? {} : hintsOf(declared)),
    ...(isRoot && plan.primaryKey.includes(name) ? { nullable: declared?.nullable ?? false, primary_key: true } : {}),
    ...(isVariant(name, table) ? { variant: true } : {}),
  };
}

/** A variant holds the values that did not fit the column it is named after. */
function isVariant(name: string, { columns }: Table): boolean {
  const [, base] = VARIANT.exec(name) ?? [];
  return base !== undefined && columns.has(base);
}

/** The hints in dlt's words, as the config gives them. */
function hintsOf(declared: DeclaredColumn): StateObject {
  const { dataType, nullable, precision, scale, timezone, hardDelete, dedupSort, unique, description } = declared;
  const hints = {
    ...{ data_type: dataType, nullable, precision, scale, timezone },
    ...{ hard_delete: hardDelete, dedup_sort: dedupSort, unique, description },
  };
  const given: StateObject = {};
  for (const [hint, value] of Object.entries(hints)) if (value !== undefined) given[hint] = value;
  return given;
}

/** dlt's words for a type. */
function dltType(type: ColumnType): StateObject | undefined {
  switch (type.kind) {
    case "text":
    case "bigint":
    case "double":
    case "bool":
    case "json":
    case "date":
    case "time":
    case "binary":
      return { data_type: type.kind };
    case "integer":
      return { data_type: "bigint", precision: type.bits };
    case "decimal": {
      const { precision, scale } = type;
      if (precision === WEI.precision && scale === WEI.scale) return { data_type: "wei" };
      const isDefault = precision === DECIMAL.precision && scale === DECIMAL.scale;
      return { data_type: "decimal", ...(isDefault ? {} : { precision, scale }) };
    }
    case "timestamp": {
      const precision: StateObject = type.digits === undefined ? {} : { precision: type.digits };
      const zone: StateObject = type.zone ? {} : { timezone: false };
      return { data_type: "timestamp", ...precision, ...zone };
    }
    case "unknown":
      return undefined;
    default:
      return type satisfies never;
  }
}
