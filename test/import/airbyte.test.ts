import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { indexLines } from "../../generator/diagnostics/lines.js";
import { importAirbyte } from "../../generator/import/airbyte/import-airbyte.js";
import { readConfig } from "../../generator/read/read.js";
import { runCommand } from "../support/command.js";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("import of Airbyte manifests");
const CASES = projectPath("fixtures/import/airbyte");

for (const name of readdirSync(CASES)) {
  test(`a manifest becomes a config, and what it cannot say is listed: ${name}`, () => {
    const folder = join(CASES, name);
    const text = readFileSync(join(folder, "manifest.yaml"), "utf8");
    const { document } = readConfig("manifest.yaml", text);
    const imported =
      document &&
      importAirbyte(document.root, (path) => {
        const file = join(folder, path);
        return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file, "utf8") : undefined;
      });
    const lines = indexLines(text);
    const findings = (imported?.findings ?? []).map(({ span, message }) => {
      const { line, column } = lines.position(span.start);
      return `${line}:${column} ${message}`;
    });
    expect(join(folder, "config.json"), `${JSON.stringify(imported?.config, null, 2)}\n`);
    expect(join(folder, "findings.txt"), `${findings.join("\n")}\n`);
  });
}

for (const name of readdirSync(CASES).filter((each) => each !== "hostile")) {
  test(`what becomes of a manifest is a valid config: ${name}`, () =>
    withTemporaryFolder(async (cwd) => {
      const imported = await runCommand(["import", "airbyte", join(CASES, name, "manifest.yaml"), "--out", "a.yaml"], {
        cwd,
      });
      assert.is(imported.code, 0, imported.stderr);
      const judged = await runCommand(["a.yaml", "--dry-run"], { cwd });
      assert.is(judged.code, 0, judged.stderr);
    }));
}

test("the command writes a config that gen-connector judges", () =>
  withTemporaryFolder(async (cwd) => {
    const manifest = join(CASES, "authenticators/manifest.yaml");
    const imported = await runCommand(["import", "airbyte", manifest, "--out", "shop.yaml"], { cwd });
    assert.is(imported.code, 0);
    assert.match(imported.stderr, "shop.yaml was written");
    const judged = await runCommand(["shop.yaml", "--dry-run"], { cwd });
    assert.is(judged.code, 0, judged.stderr);
    const again = await runCommand(["import", "airbyte", manifest, "--out", "shop.yaml"], { cwd });
    assert.is(again.code, 2);
    assert.match(again.stderr, "shop.yaml exists: --force writes over it");
  }));

test("what is no manifest is refused", async () => {
  const refused = await runCommand(["import", "airbyte", projectPath("package.json")]);
  assert.is(refused.code, 2);
  assert.match(refused.stderr, "it has no streams");
});

function expect(file: string, found: string): void {
  if (process.env["UPDATE"] !== undefined) writeFileSync(file, found);
  assert.is(found, readFileSync(file, "utf8"));
}

test.run();
