import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { configPath, findOperation, operationsOf, type Method } from "../../generator/openapi/operations.js";
import { readSpec } from "../../generator/openapi/read-spec.js";
import { recordSchema } from "../../generator/openapi/record-schema.js";
import { responseSchema } from "../../generator/openapi/response.js";
import { type Spec, SpecError } from "../../generator/openapi/spec.js";
import { type Converted, createDefinitions, type Definitions } from "../../generator/openapi/definitions.js";
import { createDefinitionNames } from "../../generator/openapi/definition-names.js";
import { resolveSelector } from "../../generator/model/paginator.js";
import { projectPath } from "../support/project.js";

interface Request {
  readonly baseUrl: string;
  readonly method: Method;
  readonly path: string;
  /** Left out: the list of records is looked for. */
  readonly selector?: string;
}

const test = suite("record schemas of specs");
const CASES = projectPath("fixtures/openapi");

for (const name of readdirSync(CASES)) {
  test(name.replaceAll("-", " "), async () => {
    const folder = join(CASES, name);
    const expected = join(folder, "expected.json");
    const found = `${JSON.stringify(await recordSchemaOf(folder), null, 2)}\n`;
    if (process.env["UPDATE"] !== undefined) writeFileSync(expected, found);
    assert.is(found, readFileSync(expected, "utf8"));
  });
}

test("schemas may be a long way from the record", () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `Schema${index}`);
  const schemas = names.map((name, index) => {
    return [name, { properties: { next: { $ref: `#/components/schemas/Schema${(index + 1) % 1_000}` } } }] as const;
  });
  const value = { openapi: "3.0.0", components: { schemas: Object.fromEntries(schemas) } };
  const root = { file: "spec.json", pointer: "", value };
  const definitions = createDefinitions({ dialect: "3.0", root, files: new Map([["spec.json", value]]) });
  const pointer = "/components/schemas/Schema0";
  const record = definitions.record({ file: "spec.json", pointer, value: value.components.schemas["Schema0"] });
  const reached = definitions.from(record);
  assert.is(reached.length, 1_000);
  assert.equal(
    reached.flatMap(({ gaps }) => [...gaps]),
    [],
  );
});

/** The schema of the records that `request.json` asks for, or the message of what is wrong with the spec. */
async function recordSchemaOf(folder: string): Promise<unknown> {
  const request = JSON.parse(readFileSync(join(folder, "request.json"), "utf8")) as Request;
  try {
    const file = readdirSync(folder).find((each) => each.startsWith("spec.")) ?? "spec.json";
    const spec = await readSpec(join(folder, file));
    const path = configPath(request.baseUrl, request.path);
    const operation = findOperation(operationsOf(spec), request.method, path);
    const response = operation && responseSchema(spec, operation.node);
    const selector = request.selector === undefined ? null : resolveSelector(request.selector).path;
    const record = response && recordSchema(spec, response, selector);
    if (record === undefined) return null;
    const definitions = createDefinitions(spec);
    const converted = definitions.record(record);
    const all = [converted, ...definitions.from(converted)];
    const gaps = all.flatMap((one) => [...one.gaps].map((problem) => problem.replaceAll(projectPath(""), "")));
    const schema = selfContained(spec, definitions, converted);
    return gaps.length === 0 ? schema : { gaps, schema };
  } catch (error) {
    if (error instanceof SpecError) return { error: error.message.replaceAll(projectPath(""), "") };
    throw error;
  }
}

/** A schema with its definitions below it, under the names that their types have; a star marks the kinds of one. */
function selfContained(spec: Spec, definitions: Definitions, converted: Converted): unknown {
  const names = createDefinitionNames(spec, () => false);
  const nameOf = (key: string) =>
    `${names.of(definitions.of(key).target).type}${key.startsWith("kinds of ") ? "*" : ""}`;
  const withNames = (schema: unknown): unknown =>
    JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
      key === "$ref" && typeof value === "string" ? `#/$defs/${nameOf(value)}` : value,
    );
  const reached = definitions.from(converted);
  const $defs = Object.fromEntries(reached.map(({ key, schema }) => [nameOf(key), withNames(schema)]));
  return { ...(withNames(converted.schema) as object), ...(reached.length > 0 && { $defs }) };
}

test.run();
