import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { validateConfig } from "../../generator/config/validate.js";
import { readConfig } from "../../generator/read/read.js";
import { projectPath } from "../support/project.js";

/** One config with the verdict it must get: dlt's own, but where `why` says that we differ. */
interface Verdict {
  readonly name: string;
  readonly config: unknown;
  readonly valid: boolean;
  readonly why: string;
}

/** How many there are of each file: `further.json` was recorded later, with every option of the vocabulary. */
const FILES = { validity: 178, further: 250 } as const;
const CREDENTIALS = new Set(["token", "api_key", "password", "client_secret", "access_token"]);

const test = suite("verdicts of dlt");
const verdicts = Object.keys(FILES).flatMap((file) => {
  return JSON.parse(readFileSync(projectPath(`fixtures/validity/${file}.json`), "utf8")) as readonly Verdict[];
});

test("there are as many verdicts as were recorded", () => {
  assert.is(verdicts.length, FILES.validity + FILES.further);
});

for (const { name, config, valid, why } of verdicts) {
  test(`${name} is ${valid ? "valid" : "invalid"}: ${why}`, () => {
    const text = JSON.stringify(config, withSecrets, 2);
    const { document, diagnostics } = readConfig("config.json", text);
    if (document === undefined) throw new Error("the config cannot be read");
    const judged = [...diagnostics, ...validateConfig(document, { notEmitted: "warning" })];
    const errors = judged.filter(({ severity }) => severity === "error").map(({ message }) => message);
    assert.is(errors.length === 0, valid, errors.join("; "));
  });
}

test.run();

/** The literal credentials of these configs stand for secrets. */
function withSecrets(key: string, value: unknown): unknown {
  return CREDENTIALS.has(key) && typeof value === "string" ? { $secret: key } : value;
}
