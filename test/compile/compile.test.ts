import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { connectorFixtures, GENERATED } from "../golden/connectors.js";
import { runNode } from "../support/command.js";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

/** The strictest compiler options that users of emitted code may have, with what their project needs: nothing of ours. */
const CONFIG = {
  compilerOptions: {
    module: "nodenext",
    target: "es2023",
    lib: ["es2023"],
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    noImplicitReturns: true,
    noImplicitOverride: true,
    noFallthroughCasesInSwitch: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    erasableSyntaxOnly: true,
    skipLibCheck: true,
    types: ["node"],
  },
};

const test = suite("compile");

test("every committed connector, copied into a project of its own, passes the strictest tsc", async () => {
  await withTemporaryFolder(async (folder) => {
    for (const { name } of connectorFixtures())
      await cp(join(GENERATED, name), join(folder, name), { recursive: true });
    for (const scope of ["@duckdb", "@types"]) {
      await mkdir(join(folder, "node_modules"), { recursive: true });
      await symlink(projectPath(`node_modules/${scope}`), join(folder, "node_modules", scope));
    }
    await symlink(projectPath("node_modules/undici-types"), join(folder, "node_modules/undici-types"));
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(CONFIG));
    const tsc = projectPath("node_modules/typescript/bin/tsc");
    const { code, stdout } = await runNode([tsc, "-p", folder], { cwd: folder });
    assert.is(stdout, "");
    assert.is(code, 0);
  });
});

test.run();
