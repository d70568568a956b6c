/**
 * `npm run example`: generates a connector from the example config, starts a local API, loads the API's records into a
 * DuckDB file, and loads them again after they changed. Prints every command, so that you can repeat it by hand.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { printTable } from "./print-table.js";

const CONFIG = "fixtures/connectors/seed/seed.md";
const OUT = "out";
const GEN_CONNECTOR = "dist/generator/cli.js";
const CONNECTOR = `${OUT}/seed`;
const DATABASE = `${OUT}/example.duckdb`;

process.chdir(fileURLToPath(new URL("../../", import.meta.url)));
rmSync(OUT, { recursive: true, force: true });

console.log(
  "# In a project that has gen-connector installed, type `npx gen-connector` for `node dist/generator/cli.js`.",
);
await runNode([GEN_CONNECTOR, CONFIG, "--out", OUT]);

const { api, origin } = await startApi();
try {
  for (const heading of ["The first run loads every record:", "The second run finds changed and new records:"]) {
    console.log(`\n# ${heading}`);
    const run = [GEN_CONNECTOR, "run", CONNECTOR, "--to", DATABASE, "--base-url", origin];
    await runNode(run, { API_KEY: "demo-key" });
    await printTable(DATABASE, "seed", "resource_name", "id, customer_id, status, total, shipping__city, updated_at");
  }
} finally {
  api.kill();
}
console.log(`\nThe connector is in ${CONNECTOR}, the tables are in ${DATABASE}.`);

/** Runs the example API as a process of its own until it is killed. */
async function startApi(): Promise<{ readonly api: ChildProcess; readonly origin: string }> {
  const program = "dist/examples/api.js";
  console.log(`\n$ node ${program} &`);
  const api = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
  const [origin] = await once(createInterface(api.stdout), "line");
  console.log(origin);
  return { api, origin: String(origin) };
}

/** Prints a command as one would type it, and runs it; a command that fails ends the example. */
async function runNode(args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `);
  const command = `${variables.join("")}node ${args.join(" ")}`;
  console.log(`\n$ ${command}`);
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ended with exit code ${String(code)}`);
}
