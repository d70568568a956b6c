import {
  BOOLEAN,
  DOUBLE,
  INTEGER,
  LIST,
  listValue,
  VARCHAR,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { StagedValue } from "./coerce.js";
import { sqlTypeOf } from "./duckdb-types.js";
import type { Column } from "./schema.js";
import type { Batch, StagedColumn } from "./staged-table.js";

/**
 * How the values of a column in one batch become one value of the database, which takes a tenth of the time of handing
 * them over one by one: numbers and booleans as a list, anything else as one text. DuckDB takes them apart again when the
 * rows are copied to their table.
 */
export type Packing = "integers" | "numbers" | "booleans" | "text";

/** Between the texts of a batch: no text that is loaded has it. */
const SEPARATOR = "\0";
const SQL_SEPARATOR = "chr(0)";

/** The values of one column in a batch; undefined where the batch does not have the column. */
type Values = readonly (StagedValue | null)[] | undefined;

/**
 * How the values of one batch would be packed. Whole numbers of 32 bits take half the space of others; integers beyond
 * 2^53 and timestamps beyond the year 2255 are no numbers of JavaScript: a batch with one goes as text.
 */
export function packingOf({ column: { type } }: StagedColumn, values: Values): Packing {
  switch (type.kind) {
    case "bigint":
    case "timestamp":
      if (values?.every(isSmall) === true) return "integers";
      return values?.some((value) => typeof value === "bigint") === true ? "text" : "numbers";
    case "double":
      return "numbers";
    case "bool":
      return "booleans";
    default:
      return "text";
  }
}

function isSmall(value: StagedValue | null): boolean {
  return value === null || (typeof value === "number" && value === (value | 0));
}

/** Those that take whatever the ones before them take. */
const NUMERIC: readonly Packing[] = ["integers", "numbers", "text"];

/** The packing that also takes what the other one does, both of them for the same column. */
export function widerPacking(packing: Packing, other: Packing): Packing {
  return NUMERIC.indexOf(other) > NUMERIC.indexOf(packing) ? other : packing;
}

/** The type in which the staging table holds batches of a column. */
export function packedType(packing: Packing): DuckDBType {
  switch (packing) {
    case "integers":
      return LIST(INTEGER);
    case "numbers":
      return LIST(DOUBLE);
    case "booleans":
      return LIST(BOOLEAN);
    case "text":
      return VARCHAR;
    default:
      return packing satisfies never;
  }
}

/** The columns of a batch, packed; null for a column without values. */
export function packColumns(
  columns: ReadonlyMap<StagedColumn, Packing>,
  batch: Batch,
): { readonly packed: readonly DuckDBValue[]; readonly nullMark: string | null } {
  const found = Array.from(columns, ([column, packing]) => ({ packing, values: valuesOf(batch, column) }));
  const texts = found.flatMap(({ packing, values }) => (packing === "text" && values !== undefined ? [values] : []));
  const nullMark = texts.some((values) => values.includes(null)) ? unusedText(texts) : null;
  const packed = found.map(({ packing, values }) => {
    if (values === undefined) return null;
    return packing === "text" ? joinTexts(values, nullMark) : listValue(values);
  });
  return { packed, nullMark };
}

function valuesOf({ rowCount, columns }: Batch, column: StagedColumn): Values {
  const values = columns.get(column);
  return values === undefined || values.length === rowCount ? values : values.slice(0, rowCount);
}

/** A text that stands for null, since none of the values is spelled like it. */
function unusedText(texts: readonly (readonly (StagedValue | null)[])[]): string {
  let text = "";
  while (texts.some((values) => values.includes(text))) text += "\u0001";
  return text;
}

function joinTexts(values: readonly (StagedValue | null)[], nullMark: string | null): string {
  // Array.join writes nothing for a null.
  if (nullMark === null || nullMark === "") return values.join(SEPARATOR);
  return values.map((value) => value ?? nullMark).join(SEPARATOR);
}

/** SQL for the values of a packed column, one a row; `nullMark` is the column that holds the batch's mark of nulls. */
export function unpackColumn(
  name: string,
  { type, nativeType }: Column,
  packing: Packing,
  nullMark: string | undefined,
): string {
  const value = packing === "text" ? unpackTexts(name, nullMark) : `unnest(${name})`;
  const sqlType = nativeType ?? sqlTypeOf(type);
  if (type.kind !== "timestamp") return `CAST(${value} AS ${sqlType})`;
  const instant = `${type.zone ? "make_timestamptz" : "make_timestamp"}(CAST(${value} AS BIGINT))`;
  return `CAST(${instant} AS ${sqlType})`;
}

function unpackTexts(name: string, nullMark: string | undefined): string {
  const text = `unnest(string_split(${name}, ${SQL_SEPARATOR}))`;
  return nullMark === undefined ? text : `nullif(${text}, ${nullMark})`;
}
