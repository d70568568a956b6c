import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { configSchema } from "../../generator/config/json-schema/json-schema.js";
import { validateConfig } from "../../generator/config/validate.js";
import { type ConfigNode, entryOf, type Span } from "../../generator/read/document.js";
import { readConfig } from "../../generator/read/read.js";
import { connectorFixtures } from "../golden/connectors.js";
import { runCommand } from "../support/command.js";
import { projectPath } from "../support/project.js";
import { plainValue } from "./plain-value.js";

interface Problem {
  /** JSON Pointer (RFC 6901) of the value that was refused. */
  readonly instancePath: string;
  readonly message?: string;
}
interface Validate {
  (value: unknown): boolean;
  readonly errors?: readonly Problem[] | null;
}
interface Ajv {
  compile(schema: object): Validate;
}

/** Ajv is CommonJS, whose types and exports do not agree for an ES module. */
const { Ajv2020 } = createRequire(import.meta.url)("ajv/dist/2020.js") as { Ajv2020: new (options: object) => Ajv };

/** What VS Code adds to JSON Schema. */
const EDITOR_WORDS = ["enumDescriptions", "deprecationMessage", "doNotSuggest"];
const OPTIONS = { allErrors: true, strictTypes: false, strictRequired: false, keywords: EDITOR_WORDS };
const validate = new Ajv2020(OPTIONS).compile(configSchema());

/** Problems that a single value has by itself. The others take two places, a parser, or the order of the digits. */
const SEEN = new Set([
  ...["unknown-key", "missing-key", "null-not-allowed", "unusable-key", "foreign-key", "shorthand-incomplete"],
  ...["unknown-word", "refused-word", "unknown-type", "unknown-type-hidden", "missing-type", "wrong-type"],
  ...["header-name", "header-value", "empty-text", "control-character", "url", "base-url", "origin", "path-scheme"],
  ...["timestamp", "duration", "module-reference", "out-of-range"],
]);

/** dlt looks at the hints of columns when the first record arrives; here they are errors when a connector is generated. */
const FAIL_IN_THE_RUN = ["columns-unknown-hint"];

const test = suite("config.schema.json");

function problems(value: unknown): readonly Problem[] {
  return validate(value) ? [] : (validate.errors ?? []);
}

for (const { name, config } of connectorFixtures()) {
  test(`it accepts the config of the connector ${name}`, () => {
    const { document } = readConfig(config, readFileSync(config, "utf8"));
    assert.equal(problems(plainValue(document?.root)), []);
  });
}

test("it accepts every config of fixtures/validity that is valid, but for hints that dlt fails on in the run", () => {
  const verdicts = JSON.parse(readFileSync(projectPath("fixtures/validity/validity.json"), "utf8"), withSecrets);
  const valid = (verdicts as { name: string; config: unknown; valid: boolean }[]).filter((verdict) => verdict.valid);
  const refused = valid.filter(({ config }) => !validate(config)).map(({ name }) => name);
  assert.equal(refused, FAIL_IN_THE_RUN);
});

for (const name of readdirSync(projectPath("fixtures/errors"))) {
  const folder = projectPath(`fixtures/errors/${name}`);
  const file = ["config.json", "config.yaml", "config.md"].find((entry) => existsSync(join(folder, entry)));
  const document = file === undefined ? undefined : readConfig(file, readFileSync(join(folder, file), "utf8")).document;
  if (document === undefined) continue;
  const found = validateConfig(document, { notEmitted: "error" }).filter(
    ({ kind, severity, blocksEmission }) => SEEN.has(kind) && severity === "error" && blocksEmission !== true,
  );
  if (found.length === 0) continue;
  test(`it refuses what is wrong with the config ${name}, at the same places`, () => {
    const { root } = document;
    const refused = new Set(problems(plainValue(root)).map(({ instancePath }) => nodeAt(root, instancePath)));
    for (const { span, path, message } of found) {
      const around = nodesAround(root, span).slice(-2);
      assert.ok(
        around.some((node) => refused.has(node)),
        `${path}: ${message}`,
      );
    }
  });
}

test("every key has a description, an example that is valid, and its default", () => {
  const { $defs } = configSchema();
  let keys = 0;
  for (const [name, { properties }] of Object.entries($defs)) {
    for (const [key, schema] of Object.entries((properties ?? {}) as Record<string, KeySchema>)) {
      if (schema.const !== undefined) continue;
      keys += 1;
      assert.match(schema.description ?? "", /\S.*\.$/, `${name}.${key}`);
      if (schema.doNotSuggest === true || schema.enumDescriptions !== undefined) continue;
      assert.ok((schema.examples ?? []).length > 0, `${name}.${key} has no example`);
      const alone = new Ajv2020(OPTIONS).compile({ ...schema, $defs });
      for (const value of [...(schema.examples ?? []), ...(schema.default === undefined ? [] : [schema.default])]) {
        assert.ok(alone(value), `${name}.${key}: ${JSON.stringify(value)}`);
      }
    }
  }
  assert.ok(keys > 150, `${keys} keys`);
});

test("gen-connector schema prints it, and the package holds it", async () => {
  const { code, stdout, stderr } = await runCommand(["schema"]);
  assert.is(code, 0, stderr);
  assert.equal(JSON.parse(stdout), configSchema());
  assert.is(readFileSync(projectPath("config.schema.json"), "utf8"), stdout);
  const { files } = JSON.parse(readFileSync(projectPath("package.json"), "utf8")) as { files: string[] };
  assert.ok(files.includes("config.schema.json"));
});

test.run();

interface KeySchema {
  readonly const?: unknown;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly doNotSuggest?: boolean;
}

/** The literal credentials of these configs stand for secrets. */
function withSecrets(key: string, value: unknown): unknown {
  const credential = /^(?:token|api_key|password|client_secret|access_token)$/.test(key);
  return credential && typeof value === "string" ? { $secret: key } : value;
}

function nodeAt(root: ConfigNode, pointer: string): ConfigNode | undefined {
  const steps = pointer.split("/").slice(1);
  return steps.reduce<ConfigNode | undefined>((node, step) => {
    if (node?.kind === "list") return node.items[Number(step)];
    return entryOf(node, step.replaceAll("~1", "/").replaceAll("~0", "~"))?.value;
  }, root);
}

/** The nodes that hold a place, the outermost first. */
function nodesAround(node: ConfigNode, place: Span): ConfigNode[] {
  if (node.span.start > place.start || node.span.end < place.end) return [];
  const inner = node.kind === "list" ? node.items : node.kind === "map" ? node.entries.map(({ value }) => value) : [];
  return [node, ...inner.flatMap((child) => nodesAround(child, place))];
}
