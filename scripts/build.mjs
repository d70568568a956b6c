// Compiles everything to dist/, from an empty folder: a file that was deleted must not live on there.
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
const { status } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc"], { stdio: "inherit" });
if (status === 0) chmodSync("dist/generator/cli.js", 0o755); // npx runs the file itself
process.exit(status ?? 1);
