import { basename, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { judgeConfig } from "../../generator/commands/judge.js";
import { configHash, type ConnectorInput, readManifest, sha256 } from "../../generator/output/manifest.js";
import { committedFiles, connectorFixtures, GENERATED, generateFixture } from "./connectors.js";

const test = suite("golden");

for (const fixture of connectorFixtures()) {
  test(`the connector ${fixture.name} is committed as it is generated (npm run generate writes it)`, async () => {
    const files = await generateFixture(fixture);
    const committed = committedFiles(fixture.name);
    assert.equal([...committed.keys()], [...files.keys()].sort());
    for (const [file, text] of files) assert.fixture(committed.get(file) ?? "", text, file);
  });

  test(`the manifest of ${fixture.name} names what was written, and from what`, () => {
    const manifest = readManifest(join(GENERATED, fixture.name));
    const hashes = [...committedFiles(fixture.name)].map(([file, text]) => [file, sha256(text)]);
    assert.equal(manifest?.files, Object.fromEntries(hashes));
    assert.is(manifest?.config, configHash(inputOf(fixture.config)));
  });
}

/** The config, and the schemas that lie beside it. */
function inputOf(config: string): ConnectorInput {
  const { text, siblings } = judgeConfig(config, "any", "error");
  return { configFile: basename(config), configText: text, schemas: siblings.files("schema") };
}

test.run();
