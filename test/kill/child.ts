/**
 * A process that loads and is killed: `node child.js FILE RUN PAGE [STEP]` kills itself at the STEP-th step, counted from 1.
 * Without STEP it loads to the end and prints the names of its steps as JSON; so it does when fewer steps come.
 */
import { openDuckDb } from "../../templates/load/duckdb.js";
import { loadSources } from "../load/support.js";
import { nightly } from "./sources.js";

const [file = "", run = "1", page = "10", killAt = "0"] = process.argv.slice(2);
const steps: string[] = [];
const database = await openDuckDb(file);
await loadSources(database.connection, nightly(run === "1" ? 1 : 2, { page: Number(page) }), {
  onStep: (step) => {
    steps.push(step);
    if (steps.length === Number(killAt)) process.kill(process.pid, "SIGKILL");
  },
});
await database.close();
process.stdout.write(JSON.stringify(steps));
