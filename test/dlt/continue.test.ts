import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readPendingCases } from "../oracle/case.js";
import { runCase } from "../oracle/run-case.js";
import { hasPostgres } from "../postgres/support.js";
import { limited } from "../support/limited.js";
import { withPostgresDatabase } from "../support/postgres-server.js";
import { projectPath } from "../support/project.js";

/**
 * What dlt loaded in the first step of oracle cases, recorded by scripts/dlt_datasets.py. Cases in which the connector
 * differs from dlt on purpose are not among them: what dlt loaded first would never be what it is compared with.
 */
const DATASETS = projectPath("fixtures/dlt-datasets");
const PARALLEL_CASES = 2;

/** In Postgres dlt keeps three digits of a timestamp of this case, as its hint says, where DuckDB has six. */
const FEWER_DIGITS = "25-columns-hints";

const test = suite("datasets that dlt began");

const pending = readPendingCases();
const names = readdirSync(DATASETS)
  .sort()
  .filter((each) => !pending.has(each));

const databases = [
  { database: "DuckDB", file: "step-1.sql", run: test, cases: names },
  {
    ...{ database: "Postgres", file: "step-1.postgres.sql", run: hasPostgres() ? test : test.skip },
    cases: names.filter((name) => name !== FEWER_DIGITS),
  },
];

async function continueCase(name: string, file: string): Promise<string> {
  const begun = { steps: 1, sql: readFileSync(join(DATASETS, name, file), "utf8") };
  const isPostgres = file.includes("postgres");
  const outcome = isPostgres
    ? await withPostgresDatabase((postgres) => runCase(name, { begun, postgres }))
    : await runCase(name, { begun });
  return outcome ?? "ok";
}

// Pending cases are skipped, with their reasons, in the oracle's own suite.
for (const { database, file, run, cases } of databases) {
  let outcomes: ReadonlyMap<string, Promise<string>> | undefined;
  const outcomeOf = (name: string): Promise<string> | undefined => {
    const continued = limited(PARALLEL_CASES, (each: string) => continueCase(each, file));
    outcomes ??= new Map(cases.map((each) => [each, continued(each)]));
    return outcomes.get(name);
  };
  for (const name of cases) {
    run(`${name}, in ${database}: after dlt's first step the connector's next ones load what dlt's do`, async () => {
      assert.is(await outcomeOf(name), "ok");
    });
  }
}

test.run();
