// node .ci/smoke.mjs TARBALL FOLDER
// Installs the packed package in an empty folder and uses it there as a user would: generates a connector, loads from a
// local API, and reads the table. Nothing of the checkout but the example API takes part, and no devDependency.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const [tarball, folder] = process.argv.slice(2).map((path) => resolve(path));

const config = {
  client: {
    base_url: "https://api.example.com",
    auth: { type: "api_key", name: "api_key", api_key: { $secret: "api_key" }, location: "query" },
  },
  resource_defaults: { primary_key: "id", write_disposition: "merge" },
  resources: [
    {
      name: "orders",
      endpoint: { path: "v1/resource", data_selector: "data", paginator: { type: "offset", limit: 100 } },
    },
  ],
};

/** Runs a command of npm in the folder; anything but success ends this program. */
async function run(command, env = {}) {
  console.log(`$ ${command.join(" ")}`);
  const [program, ...args] = command;
  const child = spawn(program, args, { cwd: folder, stdio: "inherit", env: { ...process.env, ...env } });
  const [code] = await once(child, "close");
  assert.equal(code, 0, `${command.join(" ")} ended with exit code ${code}`);
}

async function countRows(file, table) {
  // The installed driver, not the checkout's.
  const { DuckDBInstance } = createRequire(join(folder, "package.json"))("@duckdb/node-api");
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(`SELECT count(*), count(DISTINCT id) FROM ${table}`)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows[0].map(Number);
}

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
writeFileSync(join(folder, "config.json"), `${JSON.stringify(config, undefined, 2)}\n`);

const apiProgram = fileURLToPath(new URL("../dist/examples/api.js", import.meta.url));
const api = spawn(process.execPath, [apiProgram], { stdio: ["ignore", "pipe", "inherit"] });
try {
  const [origin] = await once(createInterface(api.stdout), "line");
  await run(["npm", "install", "--omit=dev", "--no-audit", "--no-fund", tarball]);
  for (const name of ["uvu", "ajv", "fast-check"]) {
    assert.ok(!existsSync(join(folder, "node_modules", name)), `${name} is only needed for development`);
  }
  const shipped = readdirSync(join(folder, "node_modules/gen-connector"));
  for (const name of ["LICENSE", "README.md", "config.schema.json"]) assert.ok(shipped.includes(name), `${name} is not in the package`);
  await run(["npx", "--no-install", "gen-connector", "config.json", "--name", "shop", "--typecheck"]);
  const load = ["npx", "--no-install", "gen-connector", "run", "generated/shop", "--to", "shop.duckdb"];
  await run([...load, "--base-url", origin], { API_KEY: "demo-key" });
  assert.deepEqual(await countRows(join(folder, "shop.duckdb"), "shop.shop.orders"), [1000, 1000]);
  console.log("the packed package works");
} finally {
  api.kill();
}
