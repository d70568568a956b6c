import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { render } from "../diagnostics/render.js";
import { importTypeScript } from "../run/import-typescript.js";
import { withTemporaryConnector } from "./temporary-connector.js";
import { destinationOfTarget } from "./destinations.js";
import { judgeConfig } from "./judge.js";
import { ConfigFileError, connectorName } from "./load-config.js";
import type { Output } from "./output.js";

export const RUN_HELP = `gen-connector run <config|connector folder> --to TARGET [flags]

Loads a connector, secrets and settings from the environment. A config is generated to a temporary folder first.

  --to TARGET          a path that ends in .duckdb, duckdb:PATH, postgres://USER@HOST/DATABASE, parquet:FOLDER or jsonl:FOLDER
  --dataset NAME       the database schema, or the folder, of the tables (default: the connector's name)
  --resources A,B      load only these
  --base-url URL       instead of the base URL of the config, e.g. a test server
  --full-refresh       drop the tables of these resources and load them anew, in the same transaction
  --checkpoint-every N save after N rows (100000) or seconds (60s) what may be saved before the end
  --json               print the result as one JSON document on standard output
  --quiet              print errors only

A folder loads into what it was generated for (gen-connector CONFIG --destination postgres), a config into any.

Examples:
  API_KEY=… gen-connector run generated/seed --to data.duckdb
  API_KEY=… gen-connector run seed.md --to data.duckdb --base-url http://localhost:8080

Exit codes: 0 loaded, 1 failed with nothing written, 2 wrong config or usage, 130 interrupted with nothing written.
`;

/** Runs a connector with the flags that it takes itself; returns its exit code. */
export async function run(source: string, flags: readonly string[], output: Output): Promise<number> {
  const stats = statSync(source, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return runConfig(source, flags, output);
  if (!existsSync(join(source, "run.ts"))) {
    output.err(`error: ${source} holds no run.ts: is it a connector's folder?\n`);
    return 2;
  }
  return runFolder(source, flags);
}

async function runConfig(file: string, flags: readonly string[], output: Output): Promise<number> {
  const name = connectorName(file, undefined) ?? "connector";
  let judged;
  try {
    judged = await judgeConfig(file, name, "error", { destinations: [destinationOfTarget(flags)] });
  } catch (error) {
    if (!(error instanceof ConfigFileError)) throw error;
    output.err(`error: ${error.message}\n`);
    return 2;
  }
  const { problems, model } = judged;
  const shown = render(problems, { color: output.color });
  if (shown !== "") output.err(shown);
  if (model === undefined) return 2;
  const ran = await withTemporaryConnector({ ...judged, model }, file, (folder) => runFolder(folder, flags));
  if ("result" in ran) return ran.result;
  output.err(render(ran.problems, { color: output.color }));
  return 2;
}

async function runFolder(folder: string, flags: readonly string[]): Promise<number> {
  const connector = await importTypeScript(join(resolve(folder), "run.ts"));
  const main = typeof connector === "object" && connector !== null && "main" in connector ? connector.main : undefined;
  if (typeof main !== "function") throw new Error(`${folder}/run.ts exports no main`);
  const code: unknown = await main(flags);
  return typeof code === "number" ? code : 1;
}
