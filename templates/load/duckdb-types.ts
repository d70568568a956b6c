import type { DeclaredColumn } from "./declared.js";
import { LoadError } from "./errors.js";
import type { ColumnType } from "./schema.js";

const SQL_TYPES: ReadonlyMap<string, ColumnType> = new Map([
  ["VARCHAR", { kind: "text" }],
  ["BIGINT", { kind: "bigint" }],
  ["TINYINT", { kind: "integer", bits: 8 }],
  ["SMALLINT", { kind: "integer", bits: 16 }],
  ["INTEGER", { kind: "integer", bits: 32 }],
  ["HUGEINT", { kind: "integer", bits: 128 }],
  ["DOUBLE", { kind: "double" }],
  ["BOOLEAN", { kind: "bool" }],
  ["TIMESTAMP WITH TIME ZONE", { kind: "timestamp", zone: true }],
  ["TIMESTAMP", { kind: "timestamp", zone: false }],
  ["TIMESTAMP_S", { kind: "timestamp", zone: false, digits: 0 }],
  ["TIMESTAMP_MS", { kind: "timestamp", zone: false, digits: 3 }],
  ["TIMESTAMP_NS", { kind: "timestamp", zone: false, digits: 9 }],
  ["DATE", { kind: "date" }],
  ["TIME", { kind: "time" }],
  ["BLOB", { kind: "binary" }],
  ["JSON", { kind: "json" }],
]);

/** The column type that DuckDB's catalog names, such as `DECIMAL(38,9)`. */
export function columnTypeOf(sqlType: string): ColumnType {
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(sqlType) ?? [];
  if (precision !== undefined) return { kind: "decimal", precision: Number(precision), scale: Number(scale) };
  return SQL_TYPES.get(sqlType) ?? { kind: "unknown" };
}

/** The DuckDB type of a new column. */
export function sqlTypeOf(type: ColumnType): string {
  if (type.kind === "decimal") return `DECIMAL(${type.precision},${type.scale})`;
  for (const [sqlType, known] of SQL_TYPES) {
    const same =
      known.kind === type.kind &&
      (known.kind !== "integer" || type.kind !== "integer" || known.bits === type.bits) &&
      (known.kind !== "timestamp" ||
        type.kind !== "timestamp" ||
        (known.zone === type.zone && known.digits === type.digits));
    if (same) return sqlType;
  }
  throw new TypeError(`DuckDB has no type for a column of kind ${type.kind}`);
}

/** dlt's decimal without further hints. */
const DECIMAL = { precision: 38, scale: 9 };
const WEI = { precision: 38, scale: 0 };

/** The type that a declared column has in DuckDB; undefined when its first value decides. As in dlt, texts have no limit. */
export function declaredType(column: DeclaredColumn): ColumnType | undefined {
  const { dataType, precision, timezone } = column;
  switch (dataType) {
    case undefined:
    case "text":
    case "double":
    case "bool":
    case "json":
    case "date":
    case "time":
    case "binary":
      return dataType && { kind: dataType };
    case "bigint":
      return integerType(column);
    case "decimal":
      return decimalType({ ...DECIMAL, ...column });
    case "wei":
      return decimalType({ ...WEI, ...column });
    case "timestamp":
      return timezone === false ? localTimestamp(precision ?? 6) : { kind: "timestamp", zone: true };
    default:
      return dataType satisfies never;
  }
}

function decimalType({ name, precision, scale }: DeclaredColumn & typeof DECIMAL): ColumnType {
  const fits = precision >= 1 && precision <= DECIMAL.precision && scale <= precision;
  if (!fits) throw new LoadError(`column ${name}: DuckDB has no DECIMAL(${precision},${scale})`);
  return { kind: "decimal", precision, scale };
}

function integerType({ name, precision = 64 }: DeclaredColumn): ColumnType {
  if (precision > 32 && precision <= 64) return { kind: "bigint" };
  const bits = ([8, 16, 32, 128] as const).find((width) => precision <= width);
  if (bits === undefined) throw new LoadError(`column ${name}: DuckDB has no integers of ${precision} bits`);
  return { kind: "integer", bits };
}

/** DuckDB knows digits of seconds only without a zone. */
function localTimestamp(precision: number): ColumnType {
  const digits = precision === 0 ? 0 : precision <= 3 ? 3 : precision <= 6 ? undefined : 9;
  return { kind: "timestamp", zone: false, ...(digits === undefined ? {} : { digits }) };
}
