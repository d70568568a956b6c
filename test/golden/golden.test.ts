import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inputOf } from "../../generator/commands/emit-connector.js";
import { configHash, readManifest, sha256 } from "../../generator/output/manifest.js";
import {
  cassettesOf,
  committedFiles,
  connectorFixtures,
  GENERATED,
  generateFixture,
  judgeFixture,
} from "./connectors.js";

const test = suite("golden");

for (const fixture of connectorFixtures()) {
  test(`the connector ${fixture.name} is committed as it is generated (npm run generate writes it)`, async () => {
    const files = await generateFixture(fixture);
    const committed = committedFiles(fixture.name);
    assert.equal([...committed.keys()], [...files.keys()].sort());
    for (const [file, text] of files) assert.fixture(committed.get(file) ?? "", text, file);
  });

  test(`the manifest of ${fixture.name} names what was written, and from what`, async () => {
    const manifest = readManifest(join(GENERATED, fixture.name));
    const hashes = [...committedFiles(fixture.name)].map(([file, text]) => [file, sha256(text)]);
    assert.equal(manifest?.files, Object.fromEntries(hashes));
    const { model, ...judged } = await judgeFixture(fixture);
    assert.ok(model);
    assert.is(manifest?.config, configHash(inputOf({ ...judged, model }, fixture.config, cassettesOf(fixture))));
  });
}

test.run();
