import { configSchema } from "../config/json-schema/json-schema.js";
import type { Output } from "./output.js";

export const SCHEMA_HELP = `gen-connector schema

Prints the JSON Schema (draft 2020-12) of a config, for editors. The package holds it, too:
  JSON   "$schema": "./node_modules/gen-connector/config.schema.json"
  YAML   # yaml-language-server: $schema=./node_modules/gen-connector/config.schema.json
`;

/** `gen-connector schema`; returns the exit code. */
export function schemaCommand(flags: readonly string[], output: Output): number {
  const help = flags.includes("--help") || flags.includes("-h");
  if (help) output.out(SCHEMA_HELP);
  else if (flags.length > 0) output.err(`error: schema takes no arguments\n\n${SCHEMA_HELP}`);
  else output.out(`${JSON.stringify(configSchema(), null, 2)}\n`);
  return flags.length > 0 && !help ? 2 : 0;
}
