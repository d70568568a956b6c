import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { Client } from "pg";
import { groupBy } from "./group-by.js";
import type { RawColumn, RawDataset, RawTable, Row } from "./dataset-rows.js";

interface StoredColumn {
  readonly table: string;
  readonly name: string;
  /** As `format_type` prints it: `numeric(38,9)`, `timestamp with time zone`. */
  readonly type: string;
  readonly nullable: boolean;
}

/** Hands every value over as Postgres prints it. */
const AS_TEXT = { getTypeParser: () => (text: string) => text };

const COLUMNS = `
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname = $1 AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum`;

/**
 * Reads every table of a Postgres dataset in DuckDB's terms (types and values), so that one canonical form serves both.
 * A dataset that does not exist has no tables.
 */
export async function readPostgresDataset(client: Client, dataset: string): Promise<RawDataset> {
  await client.query(
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET extra_float_digits = 1; SET bytea_output = 'hex'",
  );
  const described = (await select(client, COLUMNS, [dataset])).map(([table, name, type, nullable]): StoredColumn => ({
    ...{ table: String(table), name: String(name), type: String(type), nullable: nullable === "t" },
  }));
  const tables = new Map<string, RawTable>();
  for (const [name, columns] of groupBy(described, ({ table }) => table)) {
    if (!name.startsWith("_dlt")) tables.set(name, await readTable(client, dataset, name, columns));
  }
  const hasLoads = described.some(({ table }) => table === "_dlt_loads");
  const loads = hasLoads ? await select(client, `SELECT load_id, status FROM ${quoted(dataset)}._dlt_loads`) : [];
  return { tables, loads: loads.map(([id, status]) => ({ id: String(id), status: BigInt(String(status)) })) };
}

async function readTable(
  client: Client,
  dataset: string,
  name: string,
  stored: readonly StoredColumn[],
): Promise<RawTable> {
  const columns = stored.map((column): RawColumn => ({ ...column, type: duckType(column.type) }));
  const list = columns.map((column) => quoted(column.name)).join(", ");
  const texts = await select(client, `SELECT ${list} FROM ${quoted(dataset)}.${quoted(name)}`);
  const rows = texts.map(
    (values): Row =>
      new Map(columns.map((column, index) => [column.name, duckValue(values[index] ?? null, column.type)])),
  );
  return { name, columns, rows };
}

/** The type that DuckDB has in the place of one of Postgres. Fails for types that no connector makes. */
function duckType(type: string): string {
  const [, scaled] = /^numeric(\(\d+,\d+\))$/.exec(type) ?? [];
  if (scaled === "(156,78)") return "DECIMAL(38,0)"; // wei
  if (scaled !== undefined) return `DECIMAL${scaled}`;
  const [plain = ""] = type.split("(");
  const known = TYPES.get(type.replace(/\(\d+\)/, ""));
  if (known === undefined) throw new TypeError(`a column of type ${plain} was not expected`);
  return known;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ["bigint", "BIGINT"],
  ["integer", "INTEGER"],
  ["smallint", "SMALLINT"],
  ["double precision", "DOUBLE"],
  ["boolean", "BOOLEAN"],
  ["character varying", "VARCHAR"],
  ["text", "VARCHAR"],
  ["timestamp with time zone", "TIMESTAMP WITH TIME ZONE"],
  ["timestamp without time zone", "TIMESTAMP"],
  ["date", "DATE"],
  ["time without time zone", "TIME"],
  ["jsonb", "JSON"],
  ["bytea", "BLOB"],
]);

function duckValue(text: string | null, type: string): DuckDBValue {
  if (text === null) return null;
  switch (type) {
    case "BIGINT":
    case "INTEGER":
    case "SMALLINT":
      return BigInt(text);
    case "DOUBLE":
      return Number(text);
    case "BOOLEAN":
      return text === "t";
    case "TIMESTAMP WITH TIME ZONE":
      return new DuckDBTimestampTZValue(microsOf(text));
    case "TIMESTAMP":
      return new DuckDBTimestampValue(microsOf(text));
    case "DATE":
      return new DuckDBDateValue(Number(microsOf(`${text} 00:00:00`) / 86_400_000_000n));
    case "TIME":
      return new DuckDBTimeValue(microsOf(`1970-01-01 ${text}`));
    case "BLOB":
      return new DuckDBBlobValue(Buffer.from(text.slice(2), "hex"));
    default:
      return type.startsWith("DECIMAL") ? decimalOf(text, type) : text;
  }
}

/** Microseconds since 1970 of a timestamp as Postgres prints it: `2024-01-25 11:21:28.5+00`. */
function microsOf(text: string): bigint {
  const [, year = "", rest = "", fraction = ""] =
    /^(\d{4,})(-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.(\d+))?(?:\+00)?$/.exec(text) ?? [];
  const millis = Date.parse(`${year}${rest.replace(" ", "T")}Z`);
  if (Number.isNaN(millis)) throw new TypeError(`${text} is no timestamp of the years 1 to 9999`);
  return BigInt(millis) * 1_000n + BigInt(fraction.padEnd(6, "0"));
}

function decimalOf(text: string, type: string): DuckDBDecimalValue {
  const [, width = "", scale = ""] = /\((\d+),(\d+)\)/.exec(type) ?? [];
  const [whole = "", fraction = ""] = text.split(".");
  const digits = whole + fraction.slice(0, Number(scale)).padEnd(Number(scale), "0");
  return new DuckDBDecimalValue(BigInt(digits), Number(width), Number(scale));
}

async function select(client: Client, sql: string, values: string[] = []): Promise<readonly (string | null)[][]> {
  return (await client.query({ text: sql, values, rowMode: "array", types: AS_TEXT })).rows;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
