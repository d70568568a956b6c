import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { connectorFixtures, CONNECTORS, GENERATED } from "../golden/connectors.js";
import { runNode } from "../support/command.js";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

/** The strictest compiler options that users of emitted code may have, with what their project needs: nothing of ours. */
const CONFIG = {
  compilerOptions: {
    module: "nodenext",
    target: "es2023",
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

/** What most projects have: some code compiles under the strictest options alone. */
const USUAL = { exactOptionalPropertyTypes: false, noUncheckedIndexedAccess: false, erasableSyntaxOnly: false };

/** Without `lib` TypeScript takes the browser's types in as well, and some of them are not Node's. */
const PROJECTS = {
  "TypeScript's default types and the strictest options": {},
  "the language's types alone and the strictest options": { lib: ["es2023"] },
  "no more than strict options": USUAL,
} as const;

for (const [project, options] of Object.entries(PROJECTS)) {
  test(`every committed connector, copied into a project with ${project}, passes tsc`, async () => {
    await withTemporaryFolder(async (folder) => {
      for (const { name } of connectorFixtures()) {
        await cp(join(GENERATED, name), join(folder, "generated", name), { recursive: true });
        // functions of the user's, which a connector imports from beside its config
        await cp(join(CONNECTORS, name), join(folder, "fixtures/connectors", name), { recursive: true });
      }
      await mkdir(join(folder, "node_modules"));
      for (const name of ["@duckdb", "@types", "undici-types", "pg-types", "pg-protocol"]) {
        await symlink(projectPath(`node_modules/${name}`), join(folder, "node_modules", name));
      }
      const config = { compilerOptions: { ...CONFIG.compilerOptions, ...options } };
      await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
      await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
      const tsc = projectPath("node_modules/typescript/bin/tsc");
      const { code, stdout } = await runNode([tsc, "-p", folder], { cwd: folder });
      assert.is(stdout, "");
      assert.is(code, 0);
    });
  });
}

test.run();
