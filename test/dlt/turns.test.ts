import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { caseNames, readCase, readExpectedStep, readPendingCases } from "../oracle/case.js";
import { runCase, type Turns } from "../oracle/run-case.js";
import { hasPostgres } from "../postgres/support.js";
import { limited } from "../support/limited.js";
import { withPostgresDatabase } from "../support/postgres-server.js";
import { projectPath } from "../support/project.js";
import { runProgram } from "../support/command.js";

/** A Python with dlt[duckdb,postgres]==1.31.0; without one, these tests are skipped. */
const PYTHON = process.env["PYTHON"];
const PARALLEL_CASES = 2;

/** Cases that dlt loads into other tables in Postgres than in DuckDB, which the connector does not: why. */
const DIFFERENT_IN_POSTGRES: ReadonlyMap<string, string> = new Map([
  ["25-columns-hints", "Postgres keeps as many digits of a timestamp with a zone as its hint says"],
  ["65-delete-insert-more", "Postgres sorts null first, so that a record without a value in a sorting column wins"],
]);

const test = suite("dlt and the connector in turns");

interface Alternation {
  readonly database: "DuckDB" | "Postgres";
  readonly dltBegins: boolean;
  readonly keeps: boolean;
}

/** dlt takes every other step; with `keeps` in the working directory of its last one, else as on a new machine. */
function turns(name: string, folder: string, dltBegins: boolean, keeps: boolean): Turns {
  return {
    isDlts: (step) => (step % 2 === 1) === dltBegins,
    load: async (step, database, { baseUrl }) => {
      const pipelines = join(folder, keeps ? "kept" : `step-${step}`);
      const script = [projectPath("scripts/dlt_datasets.py"), "step", projectPath(`fixtures/oracle/cases/${name}`)];
      const ran = await runProgram(PYTHON ?? "python3", [...script, String(step), database, pipelines, baseUrl]);
      return ran.code === 0 ? undefined : `dlt failed: ${(ran.stderr || ran.stdout).trim().slice(-600)}`;
    },
  };
}

async function alternate(name: string, { database, dltBegins, keeps }: Alternation): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "turns-"));
  const options = { turns: turns(name, folder, dltBegins, keeps) };
  try {
    if (database === "DuckDB") return (await runCase(name, options)) ?? "ok";
    return (await withPostgresDatabase((postgres) => runCase(name, { ...options, postgres }))) ?? "ok";
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Cases of several steps, all of which dlt and the connector load to the same end. */
async function sharedCases(): Promise<string[]> {
  const pending = readPendingCases();
  const shared: string[] = [];
  for (const name of caseNames().filter((each) => !pending.has(each))) {
    const oracleCase = await readCase(name);
    const { steps, differs } = oracleCase;
    if (steps === 1 || differs !== null) continue;
    const expected = await Promise.all(
      Array.from({ length: steps }, (_, step) => readExpectedStep(oracleCase, step + 1)),
    );
    if (expected.every(({ errorType }) => errorType === null)) shared.push(name);
  }
  return shared;
}

if (PYTHON === undefined) {
  console.log(
    "dlt does not take turns with the connector: set PYTHON to a Python that has dlt[duckdb,postgres]==1.31.0",
  );
} else {
  const runs = [
    { dltBegins: true, keeps: true, told: "dlt begins and keeps its working directory" },
    { dltBegins: false, keeps: false, told: "the connector begins, and dlt starts without a working directory" },
  ];
  for (const database of ["DuckDB", "Postgres"] as const) {
    const run = database === "DuckDB" || hasPostgres() ? test : test.skip;
    for (const { dltBegins, keeps, told } of runs) {
      run(`taking turns in ${database}, they end in the tables that dlt alone loads: ${told}`, async () => {
        const alternateCase = limited(
          PARALLEL_CASES,
          async (name: string) => `${name}: ${await alternate(name, { database, dltBegins, keeps })}`,
        );
        const shared = await sharedCases();
        const names = shared.filter((name) => database === "DuckDB" || !DIFFERENT_IN_POSTGRES.has(name));
        assert.ok(names.length > 30);
        const outcomes = await Promise.all(names.map(alternateCase));
        assert.equal(
          outcomes.filter((outcome) => !outcome.endsWith(": ok")),
          [],
        );
      });
    }
  }
}

test.run();
