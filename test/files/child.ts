/**
 * A process that loads into Parquet files and is killed: `node child.js FOLDER RUN PAGE [STEP]` kills itself at the STEP-th
 * step, counted from 1. Without STEP it loads to the end and prints the names of its steps as JSON.
 */
import { nightly } from "../kill/sources.js";
import { loadFiles } from "./support.js";

const [folder = "", run = "1", page = "10", killAt = "0"] = process.argv.slice(2);
const steps: string[] = [];
await loadFiles(folder, "parquet", nightly(run === "1" ? 1 : 2, { page: Number(page) }), {
  onStep: (step) => {
    steps.push(step);
    if (steps.length === Number(killAt)) process.kill(process.pid, "SIGKILL");
  },
});
process.stdout.write(JSON.stringify(steps));
