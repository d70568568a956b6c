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
  ["TIMESTAMP_S", { kind: "timestamp", zone: false }],
  ["TIMESTAMP_MS", { kind: "timestamp", zone: false }],
  ["TIMESTAMP_NS", { kind: "timestamp", zone: false }],
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
      (known.kind !== "timestamp" || type.kind !== "timestamp" || known.zone === type.zone);
    if (same) return sqlType;
  }
  throw new TypeError(`DuckDB has no type for a column of kind ${type.kind}`);
}
