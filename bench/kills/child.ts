/**
 * A process that loads the shop: `node child.js INDEX TARGET ORIGIN ROWS STEP`. It saves every ROWS rows (0: at the end
 * alone), says `reached` at the STEP-th step (0: at none), and the number of its steps at the end.
 */
import { pathToFileURL } from "node:url";
import type { LoadIntoOptions } from "../../templates/load/load-into.js";

const [index = "", target = "", origin = "", rows = "0", sayAt = "0"] = process.argv.slice(2);
const { shopApi } = (await import(pathToFileURL(index).href)) as {
  shopApi: (options: { baseUrl: string }) => { load: (target: string, options: LoadIntoOptions) => Promise<unknown> };
};
let steps = 0;
await shopApi({ baseUrl: origin }).load(target, {
  ...(rows === "0" ? {} : { checkpointEvery: { rows: Number(rows) } }),
  onStep: () => {
    if (++steps === Number(sayAt)) process.stdout.write("reached\n");
  },
});
process.stdout.write(String(steps));
