import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { StagedValue } from "./coerce.js";
import type { ColumnType } from "./schema.js";
import type { Batch, StagedColumn } from "./staged-table.js";

/** How the values of one column of a batch are handed to DuckDB. */
interface Vector {
  readonly type: DuckDBType;
  /** Undefined for a column that the batch does not have: it is null in all of its rows. */
  readonly values: readonly (StagedValue | null)[] | undefined;
  readonly convert: (value: StagedValue) => DuckDBValue;
}

/** A batch as DuckDB takes it, with these columns in this order. Types that differ from the table's are cast there. */
export function toChunk(columns: readonly StagedColumn[], { rowCount, columns: batch }: Batch): DuckDBDataChunk {
  const vectors = columns.map((staged) => vectorOf(staged.column.type, batch.get(staged)));
  const chunk = DuckDBDataChunk.create(
    vectors.map(({ type }) => type),
    rowCount,
  );
  for (const [index, { values, convert }] of vectors.entries()) {
    const vector = chunk.getColumnVector(index);
    for (let row = 0; row < rowCount; row++) {
      const value = values?.[row] ?? null;
      vector.setItem(row, value === null ? null : convert(value));
    }
    vector.flush();
  }
  return chunk;
}

/** The rarer types are handed over as texts. */
function vectorOf(type: ColumnType, values: Vector["values"]): Vector {
  switch (type.kind) {
    case "bigint":
      // Without integers beyond 2^53, doubles are the cheaper way: no bigint has to be made of each number.
      return values?.some((value) => typeof value === "bigint")
        ? { type: BIGINT, values, convert: toBigInt }
        : { type: DOUBLE, values, convert: asItIs };
    case "double":
      return { type: DOUBLE, values, convert: asItIs };
    case "bool":
      return { type: BOOLEAN, values, convert: asItIs };
    case "timestamp":
      return type.zone
        ? { type: TIMESTAMPTZ, values, convert: (value) => new DuckDBTimestampTZValue(toBigInt(value)) }
        : { type: TIMESTAMP, values, convert: (value) => new DuckDBTimestampValue(toBigInt(value)) };
    default:
      return { type: VARCHAR, values, convert: asItIs };
  }
}

function asItIs(value: StagedValue): DuckDBValue {
  return value;
}

function toBigInt(value: StagedValue): bigint {
  return typeof value === "bigint" ? value : BigInt(value);
}
