import { copiedFiles } from "./emit/copied.js";
import { emitClient } from "./emit/client.js";
import type { CassetteFile } from "./cassette/find-cassettes.js";
import { emitIndex } from "./emit/index.js";
import { emitOfflineTest } from "./emit/offline-test.js";
import { emitResource } from "./emit/resource.js";
import { emitRun } from "./emit/run.js";
import { emitSchema, SCHEMAS } from "./emit/schema.js";
import { createShapes } from "./emit/shapes.js";
import { header } from "./emit/view.js";
import { formatTypeScript } from "./output/format.js";
import type { SourceModel } from "./model/model.js";
import { objectTypes } from "./types/type-model.js";

/** Emitted files: path within the connector's folder, with `/`, and text. */
export type EmittedFiles = ReadonlyMap<string, string>;

/**
 * Emits a connector. Pure: the same model gives the same bytes on every machine; nothing is read but the package's own
 * templates, nothing is written. What does not parse as TypeScript is an error here, never in the user's project.
 * `configFolder` leads from the connector's folder to the config's, with `/`: modules of the user's are imported from there.
 * `cassettes` are what tests play; null: no tests are emitted.
 */
export async function generate(
  model: SourceModel,
  configFolder = "..",
  cassettes: readonly CassetteFile[] | null = null,
): Promise<EmittedFiles> {
  const emitted = new Map<string, string>([
    ["client.ts", emitClient(model, configFolder)],
    ["run.ts", emitRun(model)],
  ]);
  const shapes = createShapes();
  const files = new Map([["index.ts", await emitIndex(model, shapes)]]);
  for (const resource of model.resources) {
    const { file } = resource.names;
    files.set(`${file}.ts`, await emitResource(model, resource, configFolder, shapes));
    if (cassettes === null) continue;
    const cassette = cassettes.find(({ resource: name }) => name === resource.name);
    emitted.set(`${file}.test.ts`, emitOfflineTest(model, resource, cassette, configFolder));
  }
  const objects = objectTypes(model.schemas.flatMap((schema) => schema.objects));
  for (const schema of model.schemas) {
    files.set(`${SCHEMAS}/${schema.file}.ts`, await emitSchema(model, schema, objects, shapes));
  }
  for (const [file, code] of emitted) files.set(file, await formatTypeScript(file, code));
  for (const [file, code] of copiedFiles(files)) files.set(file, `${header(model)}\n${code}`);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
