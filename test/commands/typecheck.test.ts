import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runCommand } from "../support/command.js";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("--typecheck");

test("a connector passes in a folder that lies in no project, with the types that gen-connector lends", async () => {
  await withTemporaryFolder(async (folder) => {
    cpSync(projectPath("fixtures/connectors/seed/seed.md"), join(folder, "seed.md"));
    const { code, stderr } = await runCommand(["seed.md", "--typecheck"], { cwd: folder });
    assert.is(code, 0, stderr);
    assert.match(stderr, /^generated\/seed: \d+ files written, 0 unchanged\n$/);
  });
});

test("what does not fit is shown with its place in the file, and the exit code is 1", async () => {
  await withTemporaryFolder(async (folder) => {
    const client = { base_url: "https://api.example.com", paginator: "single_page" };
    writeFileSync(join(folder, "shop.json"), JSON.stringify({ client, resources: ["orders"] }));
    const types = join(folder, "node_modules/@duckdb/node-api");
    await runCommand(["shop.json"], { cwd: folder });
    // A driver of another version, whose types lack what the connector uses.
    cpSync(projectPath("fixtures/typecheck/node-api"), types, { recursive: true });
    const { code, stdout, stderr } = await runCommand(["shop.json", "--typecheck", "--json"], { cwd: folder });
    assert.is(code, 1, stderr);
    assert.match(stderr, /^generated\/shop\/load\/\S+\.ts:\d+:\d+ error: .* \(TS\d+\)$/m);
    assert.match(stderr, "generated/shop does not pass the type check");
    const { typecheck } = JSON.parse(stdout) as { typecheck: { file: string; line: number; column: number }[] };
    for (const { file, line, column } of typecheck) {
      const text = readFileSync(join(folder, file), "utf8").split("\n")[line - 1];
      assert.ok((text?.length ?? 0) >= column, `${file}:${line}:${column}`);
    }
  });
});

for (const flag of ["--dry-run", "--print-model"]) {
  test(`${flag} writes nothing that could be checked: together they are wrong usage`, async () => {
    await withTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, "shop.json"), '{"client": {"base_url": ""}, "resources": []}');
      const { code, stderr } = await runCommand(["shop.json", "--typecheck", flag], { cwd: folder });
      assert.is(code, 2);
      assert.match(stderr, `leave out ${flag}`);
      assert.not(existsSync(join(folder, "generated")));
    });
  });
}

test.run();
