import type { DestinationKind } from "./destination-kind.js";
import type { FileFormat } from "./file-format.js";
import { filesOf } from "./files.js";
import type { Column } from "./schema.js";
import { quoteName, quoteText } from "./sql.js";

/** Where to load: `jsonl:` and the path of a folder, in which each dataset has a folder of JSON Lines files. */
export type JsonlTarget = `jsonl:${string}`;

/** The longest line that is read back for a merge, in bytes: DuckDB takes twice as much memory. */
const LONGEST_LINE = 64 * 2 ** 20;

const FORMAT: FileFormat<"jsonl"> = {
  name: "jsonl",
  copyOptions: "FORMAT json",
  written,
  read,
  source(files, columns) {
    const types = columns.map((column) => `${quoteText(column.name)}: ${quoteText(typeInFile(column))}`);
    const options = `format = 'newline_delimited', maximum_object_size = ${LONGEST_LINE}, columns = {${types.join(", ")}}`;
    return `read_json(${files}, ${options})`;
  },
};

export const jsonl: DestinationKind<JsonlTarget> = filesOf("JSON Lines files", FORMAT);

/** JSON has no dates, bytes, NaN or infinity, and most readers of it round a decimal: those are texts. */
function written({ name, type }: Column): string {
  const value = `row.${quoteName(name)}`;
  switch (type.kind) {
    case "timestamp": {
      const clock = type.zone ? `make_timestamp(epoch_us(${value}))` : value;
      return `replace(CAST(${clock} AS VARCHAR), ' ', 'T')${type.zone ? " || 'Z'" : ""}`;
    }
    case "decimal":
      return `CAST(${value} AS VARCHAR)`;
    case "double":
      return `CASE WHEN isfinite(${value}) THEN to_json(${value}) ELSE to_json(CAST(${value} AS VARCHAR)) END`;
    case "binary":
      return `base64(${value})`;
    default:
      return value;
  }
}

function read(column: Column): string {
  const value = `row.${quoteName(column.name)}`;
  if (column.type.kind === "binary") return `from_base64(${value})`;
  return `CAST(${value} AS ${column.nativeType ?? "VARCHAR"})`;
}

/** As what a column is read, before it is brought to its type. */
function typeInFile({ type, nativeType }: Column): string {
  const isText = type.kind === "timestamp" || type.kind === "decimal" || type.kind === "binary";
  return isText ? "VARCHAR" : (nativeType ?? "VARCHAR");
}
