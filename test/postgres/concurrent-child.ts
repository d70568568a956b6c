/**
 * A process that loads into Postgres together with others: `fork concurrent-child.js URL PIPELINE WORK`. It says `ready`,
 * begins when it hears anything, and says how the load ended. WORK: `nightly`, or the table that it merges numbers into.
 */
import { once } from "node:events";
import { source } from "../load/support.js";
import { nightly } from "../kill/sources.js";
import { loadSources } from "./support.js";

const [url = "", pipelineName = "", work = "nightly"] = process.argv.slice(2);
const numbers = Array.from({ length: 500 }, (_, id) => ({ id, tags: [pipelineName] }));
const sources =
  work === "nightly"
    ? nightly(1, { page: 50 })
    : [source({ table: work, writeDisposition: "merge", primaryKey: ["id"] }, numbers)];
process.send?.("ready");
await once(process, "message");
try {
  await loadSources(url, sources, { pipelineName, schemaName: pipelineName });
  process.send?.("loaded");
} catch (error) {
  process.send?.(String(error));
}
process.disconnect();
