import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configOf } from "../../test/checkpoints/shop.js";
import { commandLine, projectPath } from "../../test/support/project.js";

/** A connector for both destinations, made by the command line and compiled as an app does it; the path of its index.js. */
export function buildShopConnector(folder: string, pageSize: number): string {
  const config = configOf("http://127.0.0.1:1", pageSize); // each run names the API
  writeFileSync(join(folder, "shop.json"), JSON.stringify(config));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  symlinkSync(projectPath("node_modules"), join(folder, "node_modules"));
  const out = join(folder, "source");
  const flags = ["--destination", "duckdb,postgres", "--quiet", "--out", out];
  execFileSync(process.execPath, [commandLine, join(folder, "shop.json"), ...flags], { stdio: "inherit" });
  const options = ["--ignoreConfig", "--noCheck", "--module", "nodenext", "--target", "es2023"];
  const tsc = projectPath("node_modules/typescript/bin/tsc");
  const entry = join(out, "shop/index.ts");
  execFileSync(process.execPath, [tsc, ...options, "--outDir", join(folder, "built"), entry], { stdio: "inherit" });
  return join(folder, "built/index.js");
}
