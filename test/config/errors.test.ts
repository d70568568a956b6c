import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { emitConnector } from "../../generator/commands/emit-connector.js";
import { judgeConfig } from "../../generator/commands/judge.js";
import type { FileDiagnostics } from "../../generator/diagnostics/diagnostic.js";
import { KIND_NAMES } from "../../generator/diagnostics/kinds.js";
import { render, toJson } from "../../generator/diagnostics/render.js";
import { projectPath } from "../support/project.js";

/** A folder with a config of any extension and the text that a user sees about it; UPDATE=1 rewrites the texts. */
const CASES = projectPath("fixtures/errors");

/** Needs a file of 16 MiB: see read.test.ts. */
const SHOWN_ELSEWHERE = ["file-too-large"];

const test = suite("error messages");
const shown = new Set<string>();

for (const name of readdirSync(CASES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)) {
  test(`the case ${name} is reported as expected`, async () => {
    const problems = await problemsOf(join(CASES, name));
    for (const { kind } of toJson(problems).diagnostics) shown.add(kind);
    const text = render(problems, { color: false });
    const expected = join(CASES, name, "expected.txt");
    if (process.env["UPDATE"] === "1") writeFileSync(expected, text);
    assert.fixture(text, readFileSync(expected, "utf8"));
    assert.not.match(text + JSON.stringify(toJson(problems)), /SENTINEL/, "a credential is shown");
  });
}

test("every kind of problem is shown by a case", () => {
  assert.equal(
    KIND_NAMES.filter((kind) => !shown.has(kind)),
    SHOWN_ELSEWHERE,
  );
});

test.run();

/** The whole way from the text to the user's modules; it runs in the folder of the case, so that paths are short. */
async function problemsOf(folder: string): Promise<FileDiagnostics> {
  const file = readdirSync(folder).find((entry) => entry.startsWith("config."));
  if (file === undefined) throw new Error(`${folder} holds no config`);
  const before = process.cwd();
  process.chdir(folder);
  try {
    const judged = await judgeConfig(file, "case", "error");
    if (judged.model === undefined) return judged.problems;
    const emitted = await emitConnector({ ...judged, model: judged.model }, file, "generated/case");
    return emitted.problems ?? judged.problems;
  } finally {
    process.chdir(before);
  }
}
