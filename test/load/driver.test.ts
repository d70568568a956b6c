import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("DuckDB's driver");

const LOAD =
  'import { loadDriver } from "./duckdb-driver.js";\nconsole.log(typeof loadDriver().DuckDBInstance.create);\n';

/** Calls `work` with a folder of which the loader's files are a part, and no package. */
async function withLoader(work: (folder: string) => void): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    for (const file of ["duckdb-driver.js", "errors.js"]) {
      copyFileSync(projectPath(`dist/templates/load/${file}`), join(folder, file));
    }
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "main.js"), LOAD);
    work(folder);
  });
}

test("a driver that is not installed is told with the command that installs it", () =>
  withLoader((folder) => {
    const { status, stderr } = spawnSync(process.execPath, ["main.js"], { cwd: folder, encoding: "utf8" });
    assert.is(status, 1);
    assert.match(stderr, "LoadError: @duckdb/node-api is not installed here: npm install @duckdb/node-api\n");
  }));

test("a connector that is bundled into a CommonJS file finds the driver beside the working directory", () =>
  withLoader((folder) => {
    buildSync({
      ...{ entryPoints: [join(folder, "main.js")], outfile: join(folder, "bundle.cjs") },
      ...{ bundle: true, platform: "node", format: "cjs", logLevel: "error" },
    });
    const bundle = execFileSync(process.execPath, [join(folder, "bundle.cjs")], {
      ...{ cwd: projectPath("."), encoding: "utf8" as const },
    });
    assert.is(bundle, "function\n");
  }));

test.run();
