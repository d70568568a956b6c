import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type EmittedFiles, generate } from "../../generator/generate.js";
import { resolveSource } from "../../generator/model/resolve.js";
import type { ConfigDocument } from "../../generator/read/document.js";
import { renderTypeProblems, typecheck } from "../../generator/typecheck/typecheck.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { hostileConfig } from "./config-arbitrary.js";
import { CANARY, HARMLESS, HOSTILE } from "./hostile-text.js";
import { mend, mendTogether } from "./mend.js";
import { occurrencesInCode, parseTypeScript, shapeOf } from "./tokens.js";

/** FUZZ_RUNS=1000 FUZZ_SEED=7 looks further; the same seed makes the same configs. */
const OPTIONS = { numRuns: Number(process.env["FUZZ_RUNS"] ?? 20), seed: Number(process.env["FUZZ_SEED"] ?? 1) };

const test = suite("fuzz");

test("no text of any config becomes code, and every connector passes strict tsc", async () => {
  await withTemporaryFolder(async (folder) => {
    const roots: string[] = [];
    let connectors = 0;
    let canaries = 0;
    for (const config of fc.sample(hostileConfig(HOSTILE, { schemas: true }), OPTIONS)) {
      const document = mend(config);
      if (document === undefined) continue;
      const name = `case${++connectors}`;
      for (const [file, code] of await generateOrShow(document, name)) {
        const path = join(folder, name, file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, code);
        roots.push(path);
        if (file.includes("/")) continue;
        canaries += code.split(CANARY).length - 1;
        const inCode = occurrencesInCode(parseTypeScript(`/${name}/${file}`, code), CANARY);
        assert.equal(inCode, [], `${document.text}\n\n${code}`);
      }
    }
    assert.ok(connectors > OPTIONS.numRuns * 0.8, `${connectors} configs could be mended`);
    assert.ok(canaries > connectors * 10, `${canaries} texts reached ${connectors} connectors`);
    assert.is(renderTypeProblems(await typecheck(folder, roots)), "");
  });
});

test("the syntax tree is that of a config of the same build with harmless texts", async () => {
  const harmless = fc.sample(hostileConfig(HARMLESS, { schemas: false }), OPTIONS);
  let compared = 0;
  for (const [index, config] of fc.sample(hostileConfig(HOSTILE, { schemas: false }), OPTIONS).entries()) {
    const twins = mendTogether(config, harmless[index]);
    // Texts that are alike name one secret or column, and others two.
    if (twins === undefined || valuesOf(twins.one) !== valuesOf(twins.other)) continue;
    const [found, expected] = [await shapeOfConnector(twins.one), await shapeOfConnector(twins.other)];
    compared += 1;
    const kinds = Object.keys({ ...found, ...expected }).filter((kind) => found[kind] !== expected[kind]);
    const differences = kinds.map((kind) => `${kind}: ${found[kind]} and ${expected[kind]}`);
    assert.equal(differences, [], `${twins.one.text}\n${twins.other.text}`);
  }
  assert.ok(compared > OPTIONS.numRuns / 2, `${compared} of ${OPTIONS.numRuns} pairs were of the same build`);
});

test.run();

/** How many nodes of each kind all own files of the connector have. */
async function shapeOfConnector(document: ConfigDocument): Promise<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const [file, code] of await generateOrShow(document, "twin")) {
    if (file.includes("/")) continue;
    const shape = shapeOf(parseTypeScript(`/twin/${file}`, code));
    for (const [kind, count] of Object.entries(shape)) sum[kind] = (sum[kind] ?? 0) + count;
  }
  return sum;
}

/** How many values are given where the connector runs, and how many columns are declared: by names, which may meet. */
function valuesOf(document: ConfigDocument): string {
  const { client, resources } = resolveSource(document, "test", "config.json").model;
  const columns = resources.flatMap(({ table }) => table.declared.map((declared) => declared.columns.length));
  return [client.secrets.length, client.settings.length, ...columns].join(" ");
}

/** The files of a connector; an error comes with the config that caused it. */
async function generateOrShow(document: ConfigDocument, name: string): Promise<EmittedFiles> {
  try {
    const { model, diagnostics } = resolveSource(document, name, `${CANARY} config.json`);
    return diagnostics.some(({ severity }) => severity === "error") ? new Map() : await generate(model);
  } catch (cause) {
    throw new Error(`${String(cause)}\n${document.text}`, { cause });
  }
}
