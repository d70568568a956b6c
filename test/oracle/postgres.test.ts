import { suite } from "uvu";
import * as assert from "uvu/assert";
import { hasPostgres } from "../postgres/support.js";
import { limited } from "../support/limited.js";
import { withPostgresDatabase } from "../support/postgres-server.js";
import { caseNames, readPendingCases } from "./case.js";
import { runCase } from "./run-case.js";

const test = suite("oracle, in Postgres");

/** Each case spends its time in child processes, so two of them keep two cores busy. */
const PARALLEL_CASES = 2;

/** Cases whose tables differ between the databases: why, and the first difference. */
const DIFFERENT: ReadonlyMap<string, readonly [reason: string, difference: string]> = new Map([
  [
    "25-columns-hints",
    [
      "Postgres keeps as many digits of a timestamp with a zone as its hint says, DuckDB always six",
      'step 1: tables.ledger.rows[0].at: expected "2024-02-29T12:00:00.123456Z", found "2024-02-29T12:00:00.123000Z"',
    ],
  ],
]);

/** All cases start with the first one that is asked for: importing this file must not start processes. */
let outcomes: ReadonlyMap<string, Promise<string>> | undefined;

const pending = readPendingCases();
const names = caseNames().filter((name) => !pending.has(name));

function outcomeOf(name: string): Promise<string> | undefined {
  const run = limited(PARALLEL_CASES, describeRun);
  outcomes ??= new Map(names.map((each) => [each, run(each)]));
  return outcomes.get(name);
}

const run = hasPostgres() ? test : test.skip;

for (const name of names) {
  const different = DIFFERENT.get(name);
  if (different === undefined) {
    run(`${name}: the connector loads the tables that dlt loads into DuckDB, with Postgres' types`, async () => {
      assert.is(await outcomeOf(name), "ok");
    });
  } else {
    const [reason, difference] = different;
    run(`${name}: the tables differ: ${reason}`, async () => {
      assert.is(await outcomeOf(name), difference);
    });
  }
}

/** An error of the run itself is an outcome too, so that no rejection goes unhandled. */
async function describeRun(name: string): Promise<string> {
  try {
    return (await withPostgresDatabase((postgres) => runCase(name, { postgres }))) ?? "ok";
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

test.run();
