import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { printConfig } from "../../generator/init/print-config.js";
import { propose } from "../../generator/init/propose.js";
import { readSpec } from "../../generator/openapi/read-spec.js";
import { runCommand } from "../support/command.js";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("init");
const CASES = projectPath("fixtures/init");

for (const name of readdirSync(CASES)) {
  const folder = join(CASES, name);
  const spec = join(folder, readdirSync(folder).find((file) => file.startsWith("spec.")) ?? "spec.yaml");

  test(`proposes a config with a reason for each guess, and tells what it left out: ${name}`, async () => {
    const proposal = propose(await readSpec(spec), spec);
    expect(join(folder, "config.yaml"), await printConfig(proposal, proposal.resources, "yaml"));
    expect(
      join(folder, "left-out.txt"),
      proposal.leftOut.map(({ operation, why }) => `${operation}: ${why}\n`).join(""),
    );
  });

  test(`what it proposes is a valid config: ${name}`, () =>
    withTemporaryFolder(async (cwd) => {
      const made = await runCommand(["init", spec, "--yes"], { cwd });
      assert.is(made.code, 0, made.stderr);
      const judged = await runCommand(["config.yaml", "--dry-run"], { cwd });
      assert.is(judged.code, 0, judged.stderr);
    }));
}

test("a document that names no server stands on the server of its API, if it comes from one", async () => {
  const spec = await readSpec(join(CASES, "cursor-oauth/spec.yaml"));
  const { baseUrl } = propose(spec, "http://127.0.0.1:4200/docs/openapi.json");
  assert.is(baseUrl.value, "http://127.0.0.1:4200");
  const credentials = propose(spec, "https://me:secret@api.example.com/openapi.json?key=secret").baseUrl;
  assert.is(credentials.value, "https://api.example.com");
});

test("a resource is not named after the version of its API", () => {
  const list = {
    responses: { 200: { schema: { type: "array", items: { properties: { id: { type: "integer" } } } } } },
  };
  const paths = ["/api/0/teams", "/2010-04-01/Accounts.json", "/v1.2.3/people", "/1-clicks"];
  const value = { swagger: "2.0", paths: Object.fromEntries(paths.map((path) => [path, { get: list }])) };
  const root = { file: "spec.json", pointer: "", value };
  const { resources } = propose({ dialect: "2.0", root, files: new Map([["spec.json", value]]) }, "spec.json");
  assert.equal(
    resources.map(({ name }) => name),
    ["1_clicks", "Accounts", "people", "teams"],
  );
});

test("texts of a hostile document are texts in the config it proposes, and no host that cannot be", () =>
  withTemporaryFolder(async (cwd) => {
    const spec = projectPath("fixtures/hostile/openapi-texts/spec.json");
    assert.is((await runCommand(["init", spec, "--yes"], { cwd })).code, 0);
    const config = readFileSync(join(cwd, "config.yaml"), "utf8");
    assert.match(config, "  base_url: https://api.example.com\n");
    const { code, stderr } = await runCommand(["config.yaml", "--openapi", spec, "--typecheck"], { cwd });
    assert.is(code, 0, stderr);
  }));

test("a child whose parent was not chosen brings it along, unloaded", async () => {
  const spec = join(CASES, "offset-children/spec.yaml");
  const proposal = propose(await readSpec(spec), spec);
  const chosen = proposal.resources.filter(({ parent }) => parent !== undefined);
  const { resources } = JSON.parse(await printConfig(proposal, chosen, "json")) as { resources: unknown[] };
  assert.is(resources.length, 2);
  assert.match(JSON.stringify(resources[0]), '"name":"customers","selected":false');
});

test("a resource that is not there, a file that is, and what is no spec are refused", () =>
  withTemporaryFolder(async (cwd) => {
    const spec = join(CASES, "offset-children/spec.yaml");
    const unknown = await runCommand(["init", spec, "--resources", "orders"], { cwd });
    assert.is(unknown.code, 2);
    assert.match(unknown.stderr, "there is no resource orders; there are: logs, customers, shops_staff");
    writeFileSync(join(cwd, "config.yaml"), "mine: true\n");
    const existing = await runCommand(["init", spec, "--yes"], { cwd });
    assert.is(existing.code, 2);
    assert.is(readFileSync(join(cwd, "config.yaml"), "utf8"), "mine: true\n");
    const other = await runCommand(["init", "config.yaml", "--out", "other.yaml"], { cwd });
    assert.is(other.code, 2);
    assert.match(other.stderr, 'has neither "openapi" nor "swagger"');
  }));

function expect(file: string, found: string): void {
  if (process.env["UPDATE"] !== undefined) writeFileSync(file, found);
  assert.is(found, readFileSync(file, "utf8"));
}

test.run();
