import { NO_LIMIT, type Destination, type Dialect } from "./destination.js";
import { POSTGRES_NAME_LIMIT } from "./naming.js";
import { findDataset, hasTable, readCatalog } from "./postgres-catalog.js";
import { exclusively } from "./postgres-lock.js";
import { watchRights } from "./postgres-rights.js";
import type { PostgresSession } from "./postgres-session.js";
import { createPostgresStage } from "./postgres-stage.js";
import { inTransaction, requireNoTransaction, type OtherSession } from "./postgres-transaction.js";
import { declaredType, sqlTypeOf } from "./postgres-types.js";

const DIALECT: Dialect = {
  name: "postgres",
  nameLimit: POSTGRES_NAME_LIMIT,
  sqlType: sqlTypeOf,
  declaredType,
  storage: () => "",
  unique: " UNIQUE", // as in dlt, for ids of rows and columns with the hint `unique`
  hash: (columns) => `abs(CAST(hashtext(CAST(ROW(${columns}) AS text)) AS bigint))`,
};

/** The database that a session is connected to. */
export function postgresDestination(session: PostgresSession, other: OtherSession): Destination {
  return {
    dialect: DIALECT,
    query: session.query,
    findDataset: (schema) => findDataset(session, schema),
    readCatalog: (dataset) => readCatalog(session, dataset),
    hasTable: (dataset, table) => hasTable(session, dataset, table),
    requireNoTransaction: () => requireNoTransaction(session),
    exclusively: (owner, work) => exclusively(session, owner, work),
    inTransaction: (conduct, work) => inTransaction(session, conduct, other, work),
    requireRights: watchRights(session),
    // What Postgres may take is its administrator's to say.
    withMemoryLimit: (work) => work(NO_LIMIT),
    createStage: (staged) => createPostgresStage(session, staged),
  };
}
