import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { validateConfig } from "../../generator/config/validate.js";
import { type EmittedFiles, generate } from "../../generator/generate.js";
import { resolveSource } from "../../generator/model/resolve.js";
import { configFolderFrom } from "../../generator/modules/config-folder.js";
import { readConfig } from "../../generator/read/read.js";
import { createSiblings } from "../../generator/siblings/siblings.js";
import { projectPath } from "../support/project.js";

/** A folder of fixtures/connectors: a config whose connector is committed under generated/. */
export interface ConnectorFixture {
  readonly name: string;
  readonly config: string;
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
      return { name, config: join(folder, config) };
    });
}

/** The connector of a config, in memory. */
export async function generateFixture({ name, config }: ConnectorFixture): Promise<EmittedFiles> {
  const { document } = readConfig(config, readFileSync(config, "utf8"));
  if (document === undefined) throw new Error(`${config} cannot be read`);
  const errors = validateConfig(document, { notYet: "error" }).filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(`${config}: ${errors.map(({ message }) => message).join("; ")}`);
  const { model, diagnostics, schemaProblems } = resolveSource(
    document,
    name,
    basename(config),
    createSiblings(config),
  );
  if (diagnostics.length + schemaProblems.length > 0)
    throw new Error(`${config}: ${diagnostics.map(({ message }) => message).join("; ")}`);
  return generate(model, configFolderFrom(join(GENERATED, name), config));
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
