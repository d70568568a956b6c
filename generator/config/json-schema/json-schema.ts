import { CONFIG } from "../schema/config.js";
import { createConverter, type JsonSchema } from "./convert.js";

export interface ConfigSchema extends JsonSchema {
  /** The schemas of objects, by name. */
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

/**
 * The JSON Schema (draft 2020-12) of a config, from the vocabulary that the validator uses, for editors: what it refuses
 * the validator refuses, too. What needs more than one place of a config to judge is left to the validator.
 *
 * `enumDescriptions`, `markdownEnumDescriptions`, `deprecationMessage` and `doNotSuggest` are VS Code's additions, which
 * other tools pass over.
 */
export function configSchema(): ConfigSchema {
  const converter = createConverter();
  const root = converter.definition(CONFIG);
  const definitions = Object.fromEntries([...converter.definitions].sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "gen-connector config",
    description: "A declarative REST source: dlt's rest_api vocabulary with gen-connector's additions.",
    ...root,
    $defs: definitions,
  };
}
