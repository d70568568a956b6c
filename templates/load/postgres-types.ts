import type { DeclaredColumn } from "./declared.js";
import { LoadError } from "./errors.js";
import type { ColumnType } from "./schema.js";

/** dlt's decimal without further hints, and its integers of 256 bits. */
const DECIMAL = { precision: 38, scale: 9 };
const WEI = { precision: 156, scale: 78 };
/** Integers that need more than 64 bits. */
const WIDE_INTEGER = { precision: 38, scale: 0 };
/** The digits of the seconds that Postgres keeps, and that dlt reads. */
const MOST_DIGITS = 6;

const SQL_TYPES: ReadonlyMap<string, ColumnType> = new Map([
  ["text", { kind: "text" }],
  ["bigint", { kind: "bigint" }],
  ["smallint", { kind: "integer", bits: 16 }],
  ["integer", { kind: "integer", bits: 32 }],
  ["double precision", { kind: "double" }],
  ["boolean", { kind: "bool" }],
  ["date", { kind: "date" }],
  ["bytea", { kind: "binary" }],
  ["jsonb", { kind: "json" }],
]);

/** The column type that Postgres prints as, for example, `numeric(38,9)`; with `quote_all_identifiers` as `"text"`. */
export function columnTypeOf(sqlType: string): ColumnType {
  const known = SQL_TYPES.get(sqlType.replace(/^"([a-z]+)"$/, "$1"));
  if (known !== undefined) return known;
  const [, word = "", first, second, suffix] =
    /^([a-z ]+?)(?:\((\d+)(?:,(\d+))?\))?( with(?:out)? time zone)?$/.exec(sqlType) ?? [];
  if (word === "character varying") return { kind: "text", ...(first === undefined ? {} : { length: Number(first) }) };
  if (word === "numeric" && first !== undefined) {
    return { kind: "decimal", precision: Number(first), scale: Number(second ?? 0) };
  }
  if (word === "time" && suffix === " without time zone") return { kind: "time" };
  if (word === "timestamp")
    return timestamp(suffix === " with time zone", first === undefined ? MOST_DIGITS : Number(first));
  return { kind: "unknown" };
}

/** The type of a new column. */
export function sqlTypeOf(type: ColumnType): string {
  switch (type.kind) {
    case "text":
      return type.length === undefined ? "character varying" : `character varying(${type.length})`;
    case "bigint":
      return "bigint";
    case "integer":
      if (type.bits <= 16) return "smallint";
      return type.bits === 32 ? "integer" : `numeric(${WIDE_INTEGER.precision},${WIDE_INTEGER.scale})`;
    case "double":
      return "double precision";
    case "bool":
      return "boolean";
    case "decimal":
      return `numeric(${type.precision},${type.scale})`;
    case "timestamp":
      return `timestamp${type.digits === undefined ? "" : `(${type.digits})`} ${type.zone ? "with" : "without"} time zone`;
    case "date":
      return "date";
    case "time":
      return "time without time zone";
    case "binary":
      return "bytea";
    case "json":
      return "jsonb";
    case "unknown":
      throw new TypeError("no column is made without a type");
    default:
      return type satisfies never;
  }
}

/** The type that a declared column has in Postgres; undefined when its first value decides. */
export function declaredType(column: DeclaredColumn): ColumnType | undefined {
  const { dataType, precision, timezone } = column;
  switch (dataType) {
    case undefined:
    case "double":
    case "bool":
    case "json":
    case "date":
    case "time":
    case "binary":
      return dataType && { kind: dataType };
    case "text":
      return { kind: "text", ...(precision === undefined ? {} : { length: precision }) };
    case "bigint":
      return integerType(column);
    case "decimal":
      return decimalType({ ...DECIMAL, ...column });
    case "wei":
      return decimalType({ ...WEI, ...column });
    case "timestamp":
      return timestamp(timezone !== false, precision ?? MOST_DIGITS);
    default:
      return dataType satisfies never;
  }
}

function timestamp(zone: boolean, digits: number): ColumnType {
  return { kind: "timestamp", zone, ...(digits < MOST_DIGITS ? { digits } : {}) };
}

function decimalType({ name, precision, scale }: DeclaredColumn & typeof DECIMAL): ColumnType {
  const fits = precision >= 1 && precision <= 1_000 && scale <= precision;
  if (!fits) throw new LoadError(`column ${name}: Postgres has no numeric(${precision},${scale})`);
  return { kind: "decimal", precision, scale };
}

function integerType({ name, precision = 64 }: DeclaredColumn): ColumnType {
  if (precision <= 16) return { kind: "integer", bits: 16 };
  if (precision <= 32) return { kind: "integer", bits: 32 };
  if (precision <= 64) return { kind: "bigint" };
  if (precision <= 128) return { kind: "decimal", ...WIDE_INTEGER };
  throw new LoadError(`column ${name}: Postgres has no integers of ${precision} bits`);
}
