import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem, type } from "node:os";
import { join } from "node:path";
import { projectPath } from "../../test/support/project.js";
import { type Measurement, measureNode } from "../measure.js";

/**
 * Generates all resources that `init` proposes of GitHub's OpenAPI document, and the types of the same document with
 * openapi-typescript, in turns. Both come from the npm registry into a temporary folder.
 */
const VERSIONS = { "openapi-typescript": "7.13.0", "@octokit/openapi": "23.0.2", typescript: "5.9.3" };
/** The first round does not count. */
const ROUNDS = 4;

const folder = join(tmpdir(), "gen-connector-bench-openapi");
const usage = join(folder, "usage.json");
const cli = projectPath("dist/generator/cli.js");

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: VERSIONS }));
execFileSync("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
const spec = join(folder, "node_modules/@octokit/openapi/generated/api.github.com.json");
const openapiTypescript = join(folder, "node_modules/openapi-typescript/bin/cli.js");
const types = join(folder, "github.d.ts");
const config = join(folder, "github.yaml");
const out = join(folder, "generated");
execFileSync(process.execPath, [cli, "init", spec, "--yes", "--force", "--out", config], { stdio: "inherit" });

const programs: Readonly<Record<string, () => Promise<Measurement>>> = {
  "openapi-typescript": () => measureNode([openapiTypescript, spec, "--output", types], usage),
  "gen-connector": () => {
    rmSync(out, { recursive: true, force: true });
    return measureNode([cli, config, "--openapi", spec, "--out", out, "--quiet"], usage);
  },
};
const runs = new Map<string, Measurement[]>(Object.keys(programs).map((program) => [program, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [program, measure] of Object.entries(programs)) {
    const measured = await measure();
    console.log(`${round === 0 ? "warm-up" : `round ${round}`}: ${program} ${JSON.stringify(measured)}`);
    if (round > 0) runs.get(program)?.push(measured);
  }
}

const connector = join(out, "github");
const emitted = readdirSync(connector, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const resources = (readFileSync(config, "utf8").match(/^ {2}- /gm) ?? []).length;
const made: Readonly<Record<string, string>> = {
  "openapi-typescript": `types of the whole document, ${megabytes(statSync(types).size)}`,
  "gen-connector": `${resources} resources with readers, checks and tables, ${megabytes(sum(emitted.map((file) => statSync(join(connector, file)).size)))}`,
};
const rows = [...runs].map(([program, all]) => {
  const figures = (["wallSeconds", "cpuSeconds", "peakMb"] as const).map((key) => spread(all.map((run) => run[key])));
  return `| ${[program, ...figures, made[program]].join(" | ")} |`;
});
writeFileSync(
  projectPath("bench/openapi/RESULTS.md"),
  [
    "# All of GitHub's OpenAPI document",
    "",
    "Written by `npm run bench:openapi`. What was tried: [NOTES.md](NOTES.md).",
    "",
    `Machine: ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()}, Node ${process.versions.node}.`,
    `Document: @octokit/openapi ${VERSIONS["@octokit/openapi"]}, api.github.com.json, ${megabytes(statSync(spec).size)}.`,
    "",
    `Median of ${ROUNDS - 1} runs in turns, in brackets the least and the most; a process each, Node's own start included.`,
    "",
    "| program | wall s | CPU s | peak MB | makes |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n"),
);

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((one, other) => one - other);
  const [least = 0, median = 0, most = 0] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return `${median.toFixed(1)} (${least.toFixed(1)}–${most.toFixed(1)})`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
