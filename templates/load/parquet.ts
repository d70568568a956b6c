import type { DestinationKind } from "./destination-kind.js";
import type { FileFormat } from "./file-format.js";
import { filesOf } from "./files.js";
import { quoteName } from "./sql.js";

/** Where to load: `parquet:` and the path of a folder, in which each dataset has a folder of Parquet files. */
export type ParquetTarget = `parquet:${string}`;

const FORMAT: FileFormat<"parquet"> = {
  name: "parquet",
  copyOptions: "FORMAT parquet, COMPRESSION zstd",
  written: ({ name }) => `row.${quoteName(name)}`,
  read: ({ name, nativeType }) => `CAST(row.${quoteName(name)} AS ${nativeType ?? "VARCHAR"})`,
  source: (files) => `read_parquet(${files}, union_by_name = true)`,
};

export const parquet: DestinationKind<ParquetTarget> = filesOf("Parquet files", FORMAT);
