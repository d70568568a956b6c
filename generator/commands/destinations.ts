import type { DestinationName } from "../model/model.js";

/** Every destination, in the order in which a connector names several. */
const DESTINATIONS: readonly DestinationName[] = ["duckdb", "postgres", "parquet", "jsonl"];

/** The destinations that `--destination` names; undefined for other words. */
export function parseDestinations(flag: string): readonly DestinationName[] | undefined {
  const words = flag.split(",").map((word) => word.trim());
  const named = DESTINATIONS.filter((name) => words.includes(name));
  return words.every((word) => named.some((name) => name === word)) ? named : undefined;
}

/** The words of `--destination`, for people. */
export const DESTINATION_WORDS = `${DESTINATIONS.join(", ")}, or several of them: duckdb,postgres`;

/** The destination that the flags of `run` ask for: a URL of Postgres, files, or anything that may be DuckDB's. */
export function destinationOfTarget(flags: readonly string[]): DestinationName {
  const at = flags.findIndex((flag) => flag === "--to" || flag.startsWith("--to="));
  const flag = flags[at] ?? "";
  const target = flag === "--to" ? (flags[at + 1] ?? "") : flag.slice("--to=".length);
  if (/^postgres(?:ql)?:/i.test(target)) return "postgres";
  return DESTINATIONS.find((name) => target.startsWith(`${name}:`)) ?? "duckdb";
}
