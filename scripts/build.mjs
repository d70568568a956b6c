// Compiles everything to dist/, from an empty folder: a file that was deleted must not live on there.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
const { status } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc"], { stdio: "inherit" });
process.exit(status ?? 1);
