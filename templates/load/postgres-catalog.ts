import type { Catalog } from "./destination.js";
import type { PostgresSession } from "./postgres-session.js";
import { columnTypeOf } from "./postgres-types.js";
import type { Column, Table } from "./schema.js";
import { tableName, type Dataset } from "./sql.js";
import { LOADS_TABLE } from "./system-tables.js";

const FIND = "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = $1";

const COLUMNS = `
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.oid, a.attnum`;

/** Views of both kinds, and tables of other servers, which a load cannot write to. */
const VIEWS = `
SELECT c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('v', 'm', 'f')`;

const HAS_TABLE = `
SELECT count(*) FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p')`;

/** A schema of the database that the session is connected to. */
export async function findDataset({ query }: PostgresSession, schema: string): Promise<Dataset> {
  const [[found] = []] = await query(FIND, [schema]);
  return { catalog: undefined, schema, exists: Number(found) > 0 };
}

/** Reads the tables of a dataset: they, not a store of our own, are the memory of the schema. */
export async function readCatalog({ query }: PostgresSession, { schema }: Dataset): Promise<Catalog> {
  const views = new Set((await query(VIEWS, [schema])).map(([name]) => String(name)));
  const tables = new Map<string, Table>();
  for (const row of await query(COLUMNS, [schema])) {
    const [name = "", column = "", nativeType = ""] = row.map(String);
    const table = tables.get(name) ?? { name, exists: true, columns: new Map<string, Column>() };
    tables.set(name, table);
    const nullable = row[3] !== true;
    table.columns.set(column, { name: column, type: columnTypeOf(nativeType), nativeType, nullable });
  }
  return { tables, views };
}

/** Whether a dataset has a table of this name. */
export async function hasTable({ query }: PostgresSession, { schema }: Dataset, table: string): Promise<boolean> {
  const [[found] = []] = await query(HAS_TABLE, [schema, table]);
  return Number(found) > 0;
}

/** Whether a load was written down. */
export async function hasLoad(session: PostgresSession, dataset: Dataset, loadId: string): Promise<boolean> {
  if (!(await hasTable(session, dataset, LOADS_TABLE))) return false;
  const rows = await session.query(`SELECT 1 FROM ${tableName(dataset, LOADS_TABLE)} WHERE load_id = $1`, [loadId]);
  return rows.length > 0;
}
