import type { DestinationName } from "../model/model.js";

/** Every destination, in the order in which a connector names several. */
const DESTINATIONS: readonly DestinationName[] = ["duckdb", "postgres"];

/** The destinations that `--destination` names; undefined for other words. */
export function parseDestinations(flag: string): readonly DestinationName[] | undefined {
  const words = flag.split(",").map((word) => word.trim());
  const named = DESTINATIONS.filter((name) => words.includes(name));
  return words.every((word) => named.some((name) => name === word)) ? named : undefined;
}

/** The destination that the flags of `run` ask for: a URL of Postgres, or anything that may be DuckDB's. */
export function destinationOfTarget(flags: readonly string[]): DestinationName {
  const at = flags.findIndex((flag) => flag === "--to" || flag.startsWith("--to="));
  const flag = flags[at] ?? "";
  const target = flag === "--to" ? (flags[at + 1] ?? "") : flag.slice("--to=".length);
  return /^postgres(?:ql)?:/i.test(target) ? "postgres" : "duckdb";
}
