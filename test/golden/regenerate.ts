import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { generateCommand } from "../../generator/commands/generate.js";
import type { Output } from "../../generator/commands/output.js";
import { projectPath } from "../support/project.js";
import { connectorFixtures, GENERATED } from "./connectors.js";

const { version } = JSON.parse(readFileSync(projectPath("package.json"), "utf8")) as { version: string };
const output: Output = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  color: false,
};
const flags = { dryRun: false, check: false, printModel: false, typecheck: false, json: false, quiet: true };

/** Writes generated/ anew from fixtures/connectors, by the command that users type; in one process, to be quick. */
const fixtures = connectorFixtures();
process.chdir(projectPath(""));
for (const { name, config, destination, tests } of fixtures) {
  const args = { ...flags, config: relative("", config), out: "generated", name, destination, tests, version };
  if ((await generateCommand(args, output)) !== 0) process.exitCode = 1;
}
const known = new Set(fixtures.map(({ name }) => name));
for (const name of existsSync(GENERATED) ? readdirSync(GENERATED) : []) {
  if (!known.has(name)) rmSync(join(GENERATED, name), { recursive: true });
}
