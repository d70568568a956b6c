import { LoadError } from "./errors.js";
import type { PostgresSession } from "./postgres-session.js";
import { isNewColumn, type Table } from "./schema.js";
import { quoteName, schemaName, tableName, type Dataset } from "./sql.js";
import { SYSTEM_TABLES } from "./system-tables.js";

type Query = Pick<PostgresSession, "query">;

/** What a load does to the tables of a dataset, by their names. */
interface Changes {
  readonly created: readonly string[];
  /** Tables that get further columns. */
  readonly altered: readonly string[];
  /** Tables that are there, and get rows. */
  readonly written: readonly string[];
}

const RIGHTS = `
SELECT current_user, current_database(), has_database_privilege(current_database(), 'CREATE'),
  (SELECT has_schema_privilege(oid, 'CREATE') FROM pg_catalog.pg_namespace WHERE nspname = $1)`;
/** A right to write some columns will do; columns are added by who owns a table, or has the owner's role. */
const TABLE_RIGHTS = `
SELECT c.relname, pg_get_userbyid(c.relowner), pg_has_role(c.relowner, 'USAGE'), has_any_column_privilege(c.oid, 'INSERT')
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') ORDER BY c.relname`;

/**
 * Looks after the rights that a load takes: those of the tables that it is known to change, dlt's own among them. The server
 * is asked once for each table and change.
 */
export function watchRights(session: Query): (dataset: Dataset, tables: readonly Table[]) => Promise<void> {
  const asked = new Set<string>();
  let isSystemAsked = false;
  return async (dataset, tables) => {
    const isNew = (change: string) => asked.size < asked.add(change).size;
    const named = (some: readonly Table[], change: string) =>
      some.map(({ name }) => name).filter((name) => isNew(`${change} ${name}`));
    const known = tables.filter(({ exists }) => exists);
    const changes: Changes = {
      created: named(
        tables.filter(({ exists }) => !exists),
        "create",
      ),
      altered: named(
        known.filter(({ columns }) => Array.from(columns.values()).some(isNewColumn)),
        "alter",
      ),
      written: named(known, "write"),
    };
    const isAnythingNew = Object.values(changes).some((some: readonly string[]) => some.length > 0);
    if (isSystemAsked && !isAnythingNew) return;
    await requireRights(session, dataset, changes);
    isSystemAsked = true;
  };
}

/** @throws LoadError with everything that the user may not do, and what would give the right */
async function requireRights({ query }: Query, dataset: Dataset, changes: Changes): Promise<void> {
  const [[user, database, mayCreateSchemas, mayCreateTables] = []] = await query(RIGHTS, [dataset.schema]);
  const role = quoteName(String(user));
  const schema = schemaName(dataset);
  const missing: string[] = [];
  const refuse = (deed: string, grant: string) => missing.push(`${String(user)} may not ${deed}: ${grant} TO ${role}`);
  if (!dataset.exists && mayCreateSchemas !== true) {
    refuse(`create schema ${schema}`, `GRANT CREATE ON DATABASE ${quoteName(String(database))}`);
  }
  const tables = await query(TABLE_RIGHTS, [dataset.schema]);
  const present = tables.map(([table]) => String(table));
  const created = [...SYSTEM_TABLES.filter((name) => !present.includes(name)), ...changes.created];
  if (dataset.exists && created.length > 0 && mayCreateTables !== true) {
    refuse(`create ${namesOf(dataset, created)}`, `GRANT CREATE ON SCHEMA ${schema}`);
  }
  for (const [table, owner, isOwner] of tables) {
    if (isOwner === true || !changes.altered.includes(String(table))) continue;
    refuse(`add columns to ${namesOf(dataset, [String(table)])}`, `GRANT ${quoteName(String(owner))}`);
  }
  const written = [...SYSTEM_TABLES, ...changes.written];
  const closed = tables.filter(([, , , mayInsert]) => mayInsert !== true).map(([table]) => String(table));
  const refused = closed.filter((table) => written.includes(table));
  if (refused.length > 0) {
    refuse(
      `write to ${namesOf(dataset, refused)}`,
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema}`,
    );
  }
  if (missing.length > 0) throw new LoadError(missing.join("; "));
}

function namesOf(dataset: Dataset, tables: readonly string[]): string {
  return tables.map((table) => tableName(dataset, table)).join(", ");
}
