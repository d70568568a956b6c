import type { StagedValue } from "./coerce.js";
import { valuesOf } from "./id-list.js";
import type { ColumnType } from "./schema.js";
import type { Batch, StagedColumn } from "./staged-table.js";

const NULL = "\\N";
const SPECIAL = /[\\\n\r\t]/;

/** The rows of a batch in the text format of COPY, a line each; `first`: the number of the first row, or none is written. */
export function copyText(
  { rowCount, columns }: Batch,
  names: readonly StagedColumn[],
  first: number | undefined,
): string {
  const written = names.map((column) => ({
    values: valuesOf(columns.get(column) ?? []),
    print: printerOf(column.column.type),
  }));
  const lines = new Array<string>(rowCount);
  for (let row = 0; row < rowCount; row++) {
    let line = first === undefined ? "" : String(first + row);
    for (let index = 0; index < written.length; index++) {
      const { values, print } = written[index] as (typeof written)[number]; // the loop's bound
      const value = values[row] ?? null;
      if (index > 0 || first !== undefined) line += "\t";
      line += value === null ? NULL : print(value);
    }
    lines[row] = line;
  }
  return `${lines.join("\n")}\n`;
}

type Print = (value: StagedValue) => string;

function printerOf({ kind }: ColumnType): Print {
  switch (kind) {
    case "timestamp":
      return (value) => (typeof value === "number" || typeof value === "bigint" ? instantText(value) : String(value));
    case "binary":
      // The loader has bytes as `\xFF` each; Postgres reads one `\x` in front of all digits.
      return (value) => `\\\\x${String(value).replaceAll("\\x", "")}`;
    case "json":
      return (value) => escapeText(withoutNul(String(value)));
    case "text":
      return (value) => escapeText(String(value));
    default:
      return String; // numbers, `NaN` and `Infinity` among them, `true`, and texts of digits
  }
}

function escapeText(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
}

/** JSON without the escape of NUL, which jsonb cannot store and which texts lose as well. */
function withoutNul(json: string): string {
  if (!json.includes("\\u0000")) return json;
  return json.replace(/\\(?:u0000|.)/g, (escape) => (escape === "\\u0000" ? "" : escape));
}

/** Microseconds since 1970 as an instant of UTC; Postgres spells years before the first one with BC. */
function instantText(instant: number | bigint): string {
  const remainder = Number(typeof instant === "number" ? instant % 1_000 : instant % 1_000n);
  const rest = remainder < 0 ? remainder + 1_000 : remainder;
  const millis = typeof instant === "number" ? (instant - rest) / 1_000 : Number((instant - BigInt(rest)) / 1_000n);
  const date = new Date(millis);
  const year = date.getUTCFullYear();
  const iso = date.toISOString();
  const clock = `${iso.slice(iso.indexOf("-", 1), -1)}${rest.toString().padStart(3, "0")}+00`;
  return `${String(year > 0 ? year : 1 - year).padStart(4, "0")}${clock}${year > 0 ? "" : " BC"}`;
}
