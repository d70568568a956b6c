/**
 * A process that loads with an emitted connector, saves at checkpoints, and is killed: `node connector-child.js INDEX FILE
 * ORIGIN ROWS [STEP]` saves every so many rows and kills itself at the STEP-th step, counted from 1. It prints the number
 * of its steps when it comes to the end.
 */
import { importTypeScript } from "../../generator/run/import-typescript.js";
import type { LoadIntoOptions } from "../../templates/load/load-into.js";

const [index = "", file = "", origin = "", rows = "", killAt = "0"] = process.argv.slice(2);
const { testApi } = (await importTypeScript(index)) as {
  testApi: (options: { baseUrl: string }) => { load: (file: string, options: LoadIntoOptions) => Promise<unknown> };
};
let steps = 0;
await testApi({ baseUrl: origin }).load(file, {
  checkpointEvery: { rows: Number(rows) },
  onStep: () => {
    if (++steps === Number(killAt)) process.kill(process.pid, "SIGKILL");
  },
});
process.stdout.write(String(steps));
