import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runNode } from "../support/command.js";
import { commandLine, projectPath } from "../support/project.js";
import { connectorFixtures, GENERATED } from "./connectors.js";

/** Writes generated/ anew from fixtures/connectors, through the command line that users type. */
const fixtures = connectorFixtures();
for (const { name, config } of fixtures) {
  const { code, stderr } = await runNode([commandLine, config, "--out", GENERATED, "--name", name], {
    cwd: projectPath(""),
  });
  process.stderr.write(stderr);
  if (code !== 0) process.exitCode = 1;
}
const known = new Set(fixtures.map(({ name }) => name));
for (const name of existsSync(GENERATED) ? readdirSync(GENERATED) : []) {
  if (!known.has(name)) rmSync(join(GENERATED, name), { recursive: true });
}
