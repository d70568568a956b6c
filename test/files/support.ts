import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { DestinationKind } from "../../templates/load/destination-kind.js";
import { load, type LoadOptions, type LoadReport, type LoadSource } from "../../templates/load/load.js";
import { jsonl } from "../../templates/load/jsonl.js";
import { parquet } from "../../templates/load/parquet.js";
import { objectAt, decodeDocument } from "../../templates/load/state-document.js";
import { DATASET, query, withDatabase } from "../load/support.js";
import { canonicalText } from "../support/canonical-json.js";
import { canonicalDataset } from "../support/canonical.js";

export type Format = "parquet" | "jsonl";

/** Loads sources into the dataset of a folder. */
export async function loadFiles(
  folder: string,
  format: Format,
  sources: readonly LoadSource[],
  options: Partial<LoadOptions> = {},
): Promise<LoadReport> {
  const names = { dataset: DATASET, schemaName: "test", pipelineName: "test" };
  const loadInto = async <Target>(kind: DestinationKind<Target>, target: unknown) => {
    if (!kind.accepts(target)) throw new TypeError("no target of this kind");
    const { destination, close } = await kind.open(target);
    try {
      return await load(destination, sources, { ...names, ...options });
    } finally {
      await close();
    }
  };
  return format === "parquet" ? loadInto(parquet, `parquet:${folder}`) : loadInto(jsonl, `jsonl:${folder}`);
}

/** The ids of the loads that are visible, the newest one last; those that hold no whole dataset throw. */
export async function loadsIn(folder: string): Promise<string[]> {
  const loads = (await readdir(join(folder, DATASET))).filter((name) => /^\d/.test(name)).sort();
  for (const loadId of loads) await readFile(join(folder, DATASET, loadId, "dataset.json"), "utf8");
  return loads;
}

/** What a reader finds at `current`, table by table, by nothing but the files' own types: rows as JSON has them. */
export async function rowsOf(folder: string, format: Format, table: string, columns: string): Promise<unknown[][]> {
  const files = `'${join(folder, DATASET, "current", table)}/*.${format}'`;
  const source = format === "parquet" ? `read_parquet(${files}, union_by_name = true)` : `read_json(${files})`;
  let rows: unknown[][] = [];
  await withDatabase(async (connection) => {
    rows = await query(connection, `SELECT ${columns} FROM ${source} ORDER BY ALL`);
  });
  return rows;
}

/** The newest load as dlt's canonical form has it, without what files do not say (which columns take null), and its cursor. */
export async function contentOf(folder: string): Promise<{ readonly text: string; readonly cursor: unknown }> {
  let content = { text: "", cursor: undefined as unknown };
  const current = join(folder, DATASET, await readlink(join(folder, DATASET, "current")));
  await withDatabase(async (connection) => {
    await connection.run(`CREATE SCHEMA ${DATASET}`);
    for (const table of await readdir(current)) {
      if (table === "dataset.json") continue;
      const files = `'${join(current, table)}/*.parquet'`;
      await connection.run(
        `CREATE TABLE ${DATASET}.${table} AS SELECT * FROM read_parquet(${files}, union_by_name = true)`,
      );
    }
    const canonical = new Map(await canonicalDataset(connection, DATASET));
    canonical.delete("loads");
    const [[state] = []] = await query(
      connection,
      `SELECT state FROM ${DATASET}._dlt_pipeline_state ORDER BY version DESC LIMIT 1`,
    );
    const keys = ["sources", "test", "resources", "events", "incremental", "seq"];
    content = { text: canonicalText(canonical), cursor: objectAt(decodeDocument(String(state)), keys)?.["last_value"] };
  });
  return content;
}
