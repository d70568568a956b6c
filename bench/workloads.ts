import { projectPath } from "../test/support/project.js";

/** A table of the bench API and the least program that loads it, to compare with. */
export interface Workload {
  readonly name: "flat" | "nested";
  /** Root records. */
  readonly records: number;
  /** Runs of each program that count. */
  readonly rounds: number;
  /** Those in which dlt, where it is measured, takes part: a load takes it minutes. */
  readonly dltRounds: number;
  /** The arguments of the floor program: API, DuckDB file. */
  readonly floor: (api: string, file: string) => readonly string[];
}

const FLOORS = { flat: "bench/floor-c-chunk.mjs", nested: "bench/floor-f-nested.mjs" } as const;

function workload(name: Workload["name"], records: number, rounds: number, dltRounds: number): Workload {
  const program = projectPath(FLOORS[name]);
  const floor: Workload["floor"] = (api, file) => [program, `--base=${api}`, `--db=${file}`, "--merge=delins"];
  return { name, records, rounds, dltRounds, floor };
}

/** Two sizes of each: the larger one shows whether memory grows with the number of records. */
export const WORKLOADS: readonly Workload[] = [
  workload("flat", 200_000, 5, 2),
  workload("nested", 20_000, 5, 2),
  workload("flat", 2_000_000, 2, 0),
  workload("nested", 200_000, 5, 0),
];
