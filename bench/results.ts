import { cpus, totalmem, type } from "node:os";
import type { Measurement } from "./measure.js";
import type { Workload } from "./workloads.js";

export type Program = "floor" | "connector" | "dlt";
export type Load = "first load" | "update";

/** Every counted run of one program on one load. */
export interface Series {
  readonly workload: Workload;
  readonly load: Load;
  readonly program: Program;
  readonly runs: readonly Measurement[];
}

/** The results as Markdown: medians with their spread, and ratios to the floor in the same run of the benchmark. */
export function formatResults(series: readonly Series[], versions: Readonly<Record<string, string>>): string {
  const head = "| work | program | wall s | CPU s | peak MB | rows/s | wall ÷ floor | CPU ÷ floor |";
  const lines = series.map((own) => {
    const floor = series.find((other) => other.program === "floor" && isSameWork(own, other));
    return `| ${[workName(own), own.program, ...figures(own), ...ratios(own, floor)].join(" | ")} |`;
  });
  return [
    "# Benchmark results",
    "",
    "Written by `npm run bench`; what the programs are and how they are measured: [README.md](README.md).",
    "",
    `Machine: ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()}.`,
    `Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.`,
    "",
    "Median of the counted runs, in brackets the least and the most. Rows are root records.",
    ...(series.some(({ program }) => program === "dlt")
      ? []
      : ["dlt was left out: `PYTHON` named no Python that has it."]),
    "",
    head,
    `|${"---|".repeat(8)}`,
    ...lines,
    "",
    ...memoryLines(series),
    "",
  ].join("\n");
}

function isSameWork(a: Series, b: Series): boolean {
  return a.workload === b.workload && a.load === b.load;
}

function workName({ workload, load }: Series): string {
  return `${workload.name} ${workload.records.toLocaleString("en-US")}, ${load}`;
}

function figures({ workload, runs }: Series): readonly string[] {
  const wall = runs.map(({ wallSeconds }) => wallSeconds);
  return [
    withSpread(wall, 2),
    withSpread(
      runs.map(({ cpuSeconds }) => cpuSeconds),
      2,
    ),
    withSpread(
      runs.map(({ peakMb }) => peakMb),
      0,
    ),
    Math.round(workload.records / median(wall)).toLocaleString("en-US"),
  ];
}

/** The median of the ratios of runs that followed one another. */
function ratios(own: Series, floor: Series | undefined): readonly string[] {
  if (floor === undefined || floor === own) return ["", ""];
  const ratio = (figure: (run: Measurement) => number) => {
    const pairs = own.runs.flatMap((run, index) => {
      const other = floor.runs[index];
      return other === undefined ? [] : [figure(run) / figure(other)];
    });
    return median(pairs).toFixed(2);
  };
  return [ratio(({ wallSeconds }) => wallSeconds), ratio(({ cpuSeconds }) => cpuSeconds)];
}

/** How the connector's peak memory grows with ten times the records. */
function memoryLines(series: readonly Series[]): readonly string[] {
  const own = series.filter(({ program, load }) => program === "connector" && load === "first load");
  return own.flatMap((small) => {
    const { name, records } = small.workload;
    const large = own.find(({ workload }) => workload.name === name && workload.records === records * 10);
    if (large === undefined) return [];
    const growth = median(large.runs.map(({ peakMb }) => peakMb)) / median(small.runs.map(({ peakMb }) => peakMb));
    return [`Peak memory of the connector, ten times the ${name} records: × ${growth.toFixed(2)}.`];
  });
}

function withSpread(values: readonly number[], digits: number): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}
