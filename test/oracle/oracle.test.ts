import { suite } from "uvu";
import * as assert from "uvu/assert";
import { limited } from "../support/limited.js";
import { caseNames, readPendingCases } from "./case.js";
import { runCase } from "./run-case.js";

const test = suite("oracle");

const names = caseNames();
const pending = readPendingCases();

/** Each case spends its time in child processes, so two of them keep two cores busy. */
const PARALLEL_CASES = 2;

/** All cases start with the first one that is asked for: importing this file must not start processes. */
let outcomes: ReadonlyMap<string, Promise<string>> | undefined;

/** What a case differs in, or "ok". */
function outcomeOf(name: string): Promise<string> | undefined {
  const run = limited(PARALLEL_CASES, describeRun);
  outcomes ??= new Map(names.map((each) => [each, run(each)]));
  return outcomes.get(name);
}

for (const name of names) {
  const reason = pending.get(name);
  if (reason !== undefined) test.skip(`${name} is pending: ${reason}`);
  else {
    test(`${name}: the connector loads the same tables with the same requests as dlt`, async () => {
      assert.is(await outcomeOf(name), "ok");
    });
  }
}

test("every pending case exists and still fails: the list may only shrink", async () => {
  assert.equal(
    [...pending.keys()].filter((name) => !names.includes(name)),
    [],
    "fixtures/oracle/pending.json names cases that do not exist",
  );
  const passing: string[] = [];
  for (const name of pending.keys()) if ((await outcomeOf(name)) === "ok") passing.push(name);
  assert.equal(passing, [], "these cases pass: take them off fixtures/oracle/pending.json");
});

test("every pending case says which capability it waits for", () => {
  assert.equal(
    [...pending].filter(([, reason]) => reason.trim() === "").map(([name]) => name),
    [],
  );
});

/** An error of the run itself is an outcome too, so that no rejection goes unhandled. */
async function describeRun(name: string): Promise<string> {
  try {
    return (await runCase(name)) ?? "ok";
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

test.run();
