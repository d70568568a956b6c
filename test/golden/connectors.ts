import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CassetteFile, findCassettes } from "../../generator/cassette/find-cassettes.js";
import { parseDestinations } from "../../generator/commands/destinations.js";
import { judgeConfig, type JudgedConfig } from "../../generator/commands/judge.js";
import { render } from "../../generator/diagnostics/render.js";
import { type EmittedFiles, generate } from "../../generator/generate.js";
import { configFolderFrom } from "../../generator/modules/config-folder.js";
import { projectPath } from "../support/project.js";

/** A folder of fixtures/connectors: a config whose connector is committed under generated/. */
export interface ConnectorFixture {
  readonly name: string;
  readonly config: string;
  /** What `--destination` says: in the file `destination` of the folder, if there is one. */
  readonly destination: string;
  /** Whether tests are written with it: then the folder has a file `tests`. */
  readonly tests: boolean;
}

export const CONNECTORS = projectPath("fixtures/connectors");
export const GENERATED = projectPath("generated");

/** A case is a folder; a new one needs no code. */
export function connectorFixtures(): readonly ConnectorFixture[] {
  return readdirSync(CONNECTORS)
    .sort()
    .map((name) => {
      const folder = join(CONNECTORS, name);
      const config = readdirSync(folder).find((file) => /^(config|seed)\.(json|py|md)$/.test(file));
      if (config === undefined) throw new Error(`${folder} holds no config`);
      const chosen = join(folder, "destination");
      const destination = existsSync(chosen) ? readFileSync(chosen, "utf8").trim() : "duckdb";
      return { name, config: join(folder, config), destination, tests: existsSync(join(folder, "tests")) };
    });
}

/** What the generator makes of a fixture's config. */
export function judgeFixture({ name, config, destination }: ConnectorFixture): Promise<JudgedConfig> {
  const destinations = parseDestinations(destination);
  return judgeConfig(config, name, "error", destinations === undefined ? {} : { destinations });
}

/** What the tests of a fixture play. */
export function cassettesOf({ config, tests }: ConnectorFixture): readonly CassetteFile[] | null {
  return tests ? findCassettes(config) : null;
}

/** The connector of a config, in memory. */
export async function generateFixture(fixture: ConnectorFixture): Promise<EmittedFiles> {
  const { name, config } = fixture;
  const { model, problems } = await judgeFixture(fixture);
  if (model === undefined || problems.diagnostics.some(({ severity }) => severity === "error")) {
    throw new Error(render(problems, { color: false }));
  }
  return generate(model, configFolderFrom(join(GENERATED, name), config), cassettesOf(fixture));
}

/** The files of a committed connector, without its manifest. */
export function committedFiles(name: string): ReadonlyMap<string, string> {
  const folder = join(GENERATED, name);
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts"))
    .sort();
  return new Map(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}
