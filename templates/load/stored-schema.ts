import type { Destination } from "./destination.js";
import { LoadError } from "./errors.js";
import { jsonText } from "./python-text.js";
import { SCHEMA_ENGINE_VERSION } from "./schema-literals.js";
import { quoteText, tableName, type Dataset } from "./sql.js";
import { decodeDocument, type StateObject } from "./state-document.js";
import { VERSION_TABLE } from "./system-tables.js";

/**
 * Reads the newest version of a schema that dlt or a connector stored in the dataset; undefined when there is none.
 *
 * @throws LoadError when it is of another layout, or is none at all
 */
export async function readStoredSchema(
  destination: Destination,
  dataset: Dataset,
  schemaName: string,
): Promise<StateObject | undefined> {
  if (!(await destination.hasTable(dataset, VERSION_TABLE))) return undefined;
  const [row] = await destination.query(
    `SELECT "schema", engine_version FROM ${tableName(dataset, VERSION_TABLE)} ` +
      "WHERE schema_name = $1 ORDER BY inserted_at DESC, version DESC LIMIT 1",
    [schemaName],
  );
  if (row === undefined) return undefined;
  const [text, engineVersion] = row;
  if (Number(engineVersion) !== SCHEMA_ENGINE_VERSION) {
    throw new LoadError(
      `the schema ${schemaName} has layout ${engineVersion}, not ${SCHEMA_ENGINE_VERSION}: load once with dlt 1.31`,
    );
  }
  try {
    return decodeDocument(String(text));
  } catch (cause) {
    throw new LoadError(`the schema ${schemaName} in ${VERSION_TABLE} is not readable`, { cause });
  }
}

/** The statement that stores a version of a schema. */
export function insertSchema(dataset: Dataset, schemaName: string, document: StateObject): string {
  const texts = [schemaName, String(document["version_hash"]), jsonText(document)].map(quoteText).join(", ");
  return (
    `INSERT INTO ${tableName(dataset, VERSION_TABLE)} ` +
    '(version, engine_version, inserted_at, schema_name, version_hash, "schema") ' +
    `VALUES (${Number(document["version"])}, ${SCHEMA_ENGINE_VERSION}, now(), ${texts})`
  );
}
