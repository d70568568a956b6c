import { effectiveResources } from "../config/resources.js";
import { indexLines } from "../diagnostics/lines.js";
import { type ConfigDocument, valueOf } from "../read/document.js";
import type { SampleFile } from "./write-samples.js";

/** What to write into the config, so that a resource gets the types of its inferred schema. */
export interface SchemaHint {
  readonly resource: string;
  /** Where the resource is: `shop.json:9`. */
  readonly place: string;
  readonly line: string;
}

/** The resources whose inferred schemas the config does not name yet. One with a schema of its own keeps that. */
export function schemaHints(
  file: string,
  document: ConfigDocument,
  files: readonly SampleFile[],
): readonly SchemaHint[] {
  const lines = indexLines(document.text);
  return effectiveResources(document).flatMap(({ name, nameSpan, node }): readonly SchemaHint[] => {
    const schema = files.find((one) => one.kind === "schema" && one.resource === name && one.state !== "kept");
    if (schema === undefined || valueOf(node, "schema") !== undefined) return [];
    const { line } = lines.position(nameSpan.start);
    return [{ resource: name, place: `${file}:${line}`, line: `"schema": ${JSON.stringify(schema.path)}` }];
  });
}
