import type { DestinationName } from "../model/model.js";
import type { Code } from "./encode.js";
import type { Imports } from "./imports.js";

/** What a connector's files name of a kind of destination. */
interface DestinationCode {
  readonly module: string;
  readonly kind: string;
  readonly target: string;
  readonly targets: string;
}

const DESTINATIONS: Readonly<Record<DestinationName, DestinationCode>> = {
  duckdb: {
    module: "./load/duckdb.js",
    kind: "duckDb",
    target: "DuckDbTarget",
    targets: "the path of a DuckDB file, or a connection, which stays open",
  },
  postgres: {
    module: "./load/postgres.js",
    kind: "postgres",
    target: "PostgresTarget",
    targets: "the URL of a Postgres database, or a connected client of pg, which stays connected",
  },
  parquet: {
    module: "./load/parquet.js",
    kind: "parquet",
    target: "ParquetTarget",
    targets: "parquet: and the path of a folder of datasets",
  },
  jsonl: {
    module: "./load/jsonl.js",
    kind: "jsonl",
    target: "JsonlTarget",
    targets: "jsonl: and the path of a folder of datasets",
  },
};

/** The kind of destination that a connector loads into. */
export function destinationCode(names: readonly DestinationName[], imports: Imports): Code {
  const kinds = names.map((name) => imports.value(DESTINATIONS[name].module, DESTINATIONS[name].kind));
  return kinds.reduceRight((others, kind) => {
    return `${imports.value("./load/either-destination.js", "eitherDestination")}(${kind}, ${others})`;
  });
}

/** The type of what a connector loads into. */
export function targetCode(names: readonly DestinationName[], imports: Imports): Code {
  return names.map((name) => imports.type(DESTINATIONS[name].module, DESTINATIONS[name].target)).join(" | ");
}

/** What a target is, for people. */
export function describeTargets(names: readonly DestinationName[]): string {
  return `Where to load: ${names.map((name) => DESTINATIONS[name].targets).join("; or ")}.`;
}
