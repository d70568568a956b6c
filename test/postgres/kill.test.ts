import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { decodeDocument, objectAt } from "../../templates/load/state-document.js";
import { DATASET } from "../load/support.js";
import { canonicalText } from "../support/canonical-json.js";
import { canonicalForm } from "../support/canonical.js";
import { readPostgresDataset } from "../support/postgres-dataset.js";
import { postgresServer, withPostgres } from "../support/postgres-server.js";
import { hasPostgres, query } from "./support.js";

const test = suite("a load into Postgres that is killed and run again");
const run = hasPostgres() ? test : test.skip;

const CHILD = fileURLToPath(new URL("child.js", import.meta.url));
/** KILLS=300 kills as often at random instants; PAGE=… sets the records of a page. */
const KILLS = Number(process.env["KILLS"] ?? 2);
const PAGE = process.env["PAGE"] ?? "200";

type Kill = { readonly step: number } | { readonly afterMs: number } | "never";

/** Runs the nightly load once; the names of its steps, or undefined when it was killed. */
function runChild(url: string, night: 1 | 2, kill: Kill): Promise<readonly string[] | undefined> {
  const step = kill !== "never" && "step" in kill ? kill.step : 0;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, url, String(night), PAGE, String(step)]);
    let printed = "";
    let problem = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (problem += text));
    const isTimed = kill !== "never" && "afterMs" in kill;
    const timer = isTimed ? setTimeout(() => child.kill("SIGKILL"), kill.afterMs) : undefined;
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (signal === "SIGKILL") resolve(undefined);
      else if (code === 0) resolve(JSON.parse(printed) as string[]);
      else reject(new Error(`the child ended with ${code}: ${problem}`));
    });
  });
}

/** A database with what `template` has. */
async function copyOf(template: string): Promise<string> {
  const server = await postgresServer();
  const url = await server.createDatabase();
  const [name, origin] = [url, template].map((one) => new URL(one).pathname.slice(1));
  await withPostgres(server.url, (client) => client.query(`DROP DATABASE ${name}`));
  await withPostgres(server.url, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${origin}`));
  return url;
}

/** The dataset without ids and clocks, and with the cursor of the events. */
function contentOf(url: string): Promise<string> {
  return withPostgres(url, async (client) => {
    const canonical = new Map(canonicalForm(await readPostgresDataset(client, DATASET)));
    canonical.delete("loads");
    const [[state] = []] = await query(
      client,
      `SELECT state FROM ${DATASET}._dlt_pipeline_state ORDER BY version DESC LIMIT 1`,
    );
    const path = ["sources", "test", "resources", "events", "incremental", "seq"];
    return `${canonicalText(canonical)} cursor ${String(objectAt(decodeDocument(String(state)), path)?.["last_value"])}`;
  });
}

run("at each kind of step, and at random instants, the tables end as if nothing had happened", async () => {
  const begun = await (await postgresServer()).createDatabase();
  await runChild(begun, 1, "never");
  const undisturbed = await copyOf(begun);
  const started = performance.now();
  const steps = (await runChild(undisturbed, 2, "never")) ?? [];
  const ms = performance.now() - started;
  const expected = await contentOf(undisturbed);
  assert.match(expected, /"integrity": ?\[\]/);
  const chosen = [...new Set(steps)].flatMap((name) => {
    const all = steps.flatMap((step, index) => (step === name ? [index + 1] : []));
    const middle = all[Math.floor(all.length / 2)];
    return KILLS > 100 ? all.map((step): Kill => ({ step })) : middle === undefined ? [] : [{ step: middle }];
  });
  const instants = Array.from({ length: KILLS }, (): Kill => ({ afterMs: Math.random() * ms }));
  for (const kill of [...chosen, ...instants]) {
    const url = await copyOf(begun);
    await runChild(url, 2, kill);
    await runChild(url, 2, "never");
    assert.is(await contentOf(url), expected, `killed at ${JSON.stringify(kill)}`);
  }
});

test.run();
