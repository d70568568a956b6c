import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { importTypeScript } from "../../generator/run/import-typescript.js";
import { runCommand } from "../support/command.js";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

/** A folder with a config that is taken, whatever its names and texts would like; those that are refused are in errors/. */
const CASES = projectPath("fixtures/hostile");

/** Names that Windows keeps for devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

const test = suite("hostile configs that are taken");

for (const name of readdirSync(CASES)) {
  test(`${name}: it stays in its folder, passes strict tsc, runs no code of the config, and no two files meet`, async () => {
    await withTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, "work/out"), { recursive: true });
      const config = join(CASES, name, "config.json");
      const flags = ["--out", "out", "--name", "hostile", "--typecheck"];
      const { code, stderr } = await runCommand([config, ...flags], { cwd: join(folder, "work") });
      assert.is(code, 0, stderr);
      const all = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
      const inside = all.filter((path) => path.startsWith("work/out/hostile/"));
      const around = ["work", "work/out", "work/out/hostile"];
      assert.equal(all.filter((path) => !inside.includes(path)).sort(), around);
      assert.is(new Set(inside.map((path) => path.toLowerCase())).size, inside.length);
      for (const path of inside) {
        const file = path.split("/").at(-1) ?? "";
        assert.not(DEVICE.test(file), path);
        assert.ok(file.length < 200, path);
      }
      await importTypeScript(join(folder, "work/out/hostile/index.ts"));
      assert.not("__GC_PWNED__" in globalThis);
    });
  });
}

test.run();
