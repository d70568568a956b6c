// Compiles everything to dist/, from an empty folder: a file that was deleted must not live on there.
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
const { status } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc"], { stdio: "inherit" });
if (status === 0) {
  chmodSync("dist/generator/cli.js", 0o755); // npx runs the file itself
  const { stdout } = spawnSync(process.execPath, ["dist/generator/cli.js", "schema"], { encoding: "utf8" });
  writeFileSync("config.schema.json", stdout);
}
process.exit(status ?? 1);
