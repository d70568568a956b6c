import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readPendingCases } from "../oracle/case.js";
import { runCase } from "../oracle/run-case.js";
import { limited } from "../support/limited.js";
import { projectPath } from "../support/project.js";

/**
 * What dlt loaded in the first step of oracle cases, recorded by scripts/dlt_datasets.py. Cases in which the connector
 * differs from dlt on purpose are not among them: what dlt loaded first would never be what it is compared with.
 */
const DATASETS = projectPath("fixtures/dlt-datasets");
const PARALLEL_CASES = 2;

const test = suite("datasets that dlt began");

const names = readdirSync(DATASETS).sort();
const pending = readPendingCases();

let outcomes: ReadonlyMap<string, Promise<string>> | undefined;

function outcomeOf(name: string): Promise<string> | undefined {
  const run = limited(PARALLEL_CASES, async (each: string) => {
    const sql = readFileSync(join(DATASETS, each, "step-1.sql"), "utf8");
    return (await runCase(each, { begun: { steps: 1, sql } })) ?? "ok";
  });
  outcomes ??= new Map(names.filter((each) => !pending.has(each)).map((each) => [each, run(each)]));
  return outcomes.get(name);
}

// Pending cases are skipped, with their reasons, in the oracle's own suite.
for (const name of names.filter((each) => !pending.has(each))) {
  test(`${name}: after dlt's first step the connector's next ones load what dlt's do`, async () => {
    assert.is(await outcomeOf(name), "ok");
  });
}

test.run();
