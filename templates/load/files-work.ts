import { resolve } from "node:path";
import { rm } from "node:fs/promises";
import { whyClosed } from "./closed-path.js";
import type { Statements } from "./destination.js";
import { findDataset, readCatalog, rowsOf } from "./duckdb-catalog.js";
import type { OpenDatabase } from "./duckdb-memory.js";
import { columnTypeOf, sqlTypeOf } from "./duckdb-types.js";
import { openDuckDb, type Database } from "./duckdb.js";
import { LoadError } from "./errors.js";
import type { FileFormat } from "./file-format.js";
import {
  describeNext,
  filesIn,
  keepFiles,
  pathInNext,
  prepareFolder,
  publishNext,
  readNewest,
  startNext,
  sync,
  tidyUp,
  workFolder,
  type DatasetFolder,
  type StoredTable,
  type StoredTables,
} from "./files-layout.js";
import type { Table } from "./schema.js";
import { quoteName, quoteNames, quoteText, schemaName, tableName, type Dataset } from "./sql.js";
import { LOADS_TABLE, STATE_TABLE, VERSION_TABLE } from "./system-tables.js";
import type { TableUse } from "./table-uses.js";

/**
 * A dataset of files that is loaded into: a DuckDB database beside it has all of its tables, and their rows as far as they
 * are needed. DuckDB's lock on it keeps other runs out, and ends with the process.
 */
export interface Work {
  readonly database: OpenDatabase;
  /** Brings in the rows of tables that are changed. */
  readonly prepare: (uses: ReadonlyMap<string, TableUse>) => Promise<void>;
  /** Writes the folder of a load: what its transaction has made of the tables. */
  readonly write: (statements: Statements) => Promise<void>;
  /** Makes the folder visible. */
  readonly publish: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Read at once, and written as a whole: dlt's tables are small. */
const SYSTEM_TABLES: ReadonlySet<string> = new Set([LOADS_TABLE, VERSION_TABLE, STATE_TABLE]);

/** The folders that this process loads into: the lock of a file knows processes only. */
const openFolders = new Set<string>();

/** @throws LoadError when another run is loading into the folder, or its files are not what a load wrote */
export async function openWork(folder: DatasetFolder, schema: string, format: FileFormat): Promise<Work> {
  const path = resolve(folder.path);
  if (openFolders.has(path)) throw isBusy(folder);
  openFolders.add(path);
  try {
    return await openDataset(folder, schema, format, () => openFolders.delete(path));
  } catch (error) {
    openFolders.delete(path);
    throw error;
  }
}

function isBusy({ path }: DatasetFolder, cause?: unknown): LoadError {
  return new LoadError(`another run is loading into ${path}: run again when it has ended`, { cause });
}

async function openDataset(
  folder: DatasetFolder,
  schema: string,
  format: FileFormat,
  onClose: () => void,
): Promise<Work> {
  await prepareFolder(folder).catch(async (cause: unknown) => {
    const reason = (await whyClosed(folder.path)) ?? messageOf(cause);
    throw new LoadError(`cannot write to ${folder.path}: ${reason}`, { cause });
  });
  const database = await openDatabase(folder);
  const run = async (sql: string) => void (await database.connection.run(sql));
  const dropTables = async () =>
    run(`DROP SCHEMA IF EXISTS ${schemaName(await findDataset(database.connection, schema))} CASCADE`);
  let uses: ReadonlyMap<string, TableUse> = new Map();
  const whole = new Set<string>(); // the tables whose rows are all in the database
  let stored: { readonly loadId: string; readonly tables: StoredTables } | undefined;
  let next: { readonly loadId: string; readonly tables: StoredTables } | undefined;

  async function bringIn(table: string): Promise<void> {
    if (whole.has(table)) return;
    const known = stored?.tables.get(table);
    const dataset = await findDataset(database.connection, schema);
    const columns = Array.from(
      (await readCatalog(database.connection, dataset)).tables.get(table)?.columns.values() ?? [],
    );
    if (stored !== undefined && known !== undefined && known.files.length > 0) {
      const files = filesIn(folder, stored.loadId, table, known).map(quoteText).join(", ");
      await run(
        `INSERT INTO ${tableName(dataset, table)} (${quoteNames(columns.map(({ name }) => name))}) ` +
          `SELECT ${columns.map(format.read).join(", ")} FROM ${format.source(`[${files}]`, columns)} AS row`,
      );
    }
    whole.add(table); // not before: a load is tried again when there is more memory to be had
  }

  async function writeTable(statements: Statements, dataset: Dataset, table: Table, loadId: string) {
    const { name } = table;
    const use = SYSTEM_TABLES.has(name) ? "changed" : (uses.get(name) ?? "added to");
    const kept = use === "added to" ? (stored?.tables.get(name)?.files ?? []) : [];
    if (stored !== undefined) await keepFiles(folder, stored.loadId, name, kept);
    const columns = Array.from(table.columns.values());
    const described = columns.map((column) => {
      return { name: column.name, type: column.nativeType ?? "", nullable: column.nullable };
    });
    const rows = await statements.count(`SELECT count(*) FROM ${tableName(dataset, name)}`);
    // A table without rows has a file, too: readers find its columns, and no error.
    if (rows === 0 && kept.length > 0) return { columns: described, files: kept };
    const path = await pathInNext(folder, name, loadId);
    const values = columns.map((column) => `${format.written(column)} AS ${quoteName(column.name)}`).join(", ");
    await statements.run(
      `COPY (SELECT ${values} FROM ${tableName(dataset, name)} AS row) TO ${quoteText(path)} (${format.copyOptions})`,
    );
    await sync(path);
    return { columns: described, files: [...kept, loadId] };
  }

  const work: Work = {
    database,
    async prepare(wanted) {
      uses = wanted;
      for (const [table, use] of wanted) if (use === "changed") await bringIn(table);
    },
    async write(statements) {
      const dataset = await findDataset(database.connection, schema);
      const [[loadId] = []] = await rowsOf(
        database.connection,
        `SELECT max(load_id) FROM ${tableName(dataset, LOADS_TABLE)}`,
      );
      const tables = new Map<string, StoredTable>();
      await startNext(folder);
      for (const [name, table] of (await readCatalog(database.connection, dataset)).tables) {
        tables.set(name, await writeTable(statements, dataset, table, String(loadId)));
      }
      await describeNext(folder, tables);
      next = { loadId: String(loadId), tables };
    },
    async publish() {
      if (next === undefined) throw new TypeError("a load is written before it is published");
      await publishNext(folder, next.loadId);
      stored = next;
      const dataset = await findDataset(database.connection, schema);
      for (const name of stored.tables.keys()) {
        if (!SYSTEM_TABLES.has(name)) await run(`DELETE FROM ${tableName(dataset, name)}`);
      }
      whole.clear();
      await tidyUp(folder);
    },
    async close() {
      try {
        await dropTables();
        await run("CHECKPOINT");
      } catch {
        // What is left is dropped by the next run.
      }
      await database.close();
      onClose();
    },
  };
  try {
    await dropTables();
    stored = await readNewest(folder);
    if (stored !== undefined) {
      await createTables(await findDataset(database.connection, schema), stored.tables, run);
      for (const table of SYSTEM_TABLES) await bringIn(table);
      await tidyUp(folder);
    }
    return work;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** What a killed run left is used again; it is made anew if it cannot be. */
async function openDatabase(folder: DatasetFolder): Promise<Database> {
  const path = `${workFolder(folder)}/work.duckdb`;
  try {
    return await openDuckDb(path);
  } catch (error) {
    if (/lock/i.test(messageOf(error))) throw isBusy(folder, error);
    for (const file of [path, `${path}.wal`]) await rm(file, { force: true });
    return openDuckDb(path);
  }
}

async function createTables(
  dataset: Dataset,
  tables: StoredTables,
  run: (sql: string) => Promise<void>,
): Promise<void> {
  await run(`CREATE SCHEMA ${schemaName(dataset)}`);
  for (const [name, { columns }] of tables) {
    const definitions = columns.map((column) => {
      const type = columnTypeOf(column.type);
      if (type.kind === "unknown") throw new LoadError(`column ${name}.${column.name} is of no type that a load makes`);
      return `${quoteName(column.name)} ${sqlTypeOf(type)}${column.nullable ? "" : " NOT NULL"}`;
    });
    await run(`CREATE TABLE ${tableName(dataset, name)} (${definitions.join(", ")})`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
