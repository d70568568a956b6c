import type { Chain } from "./chain.js";
import type { DeclaredColumn } from "./declared.js";
import type { LoadStep } from "./load-step.js";
import type { Column, ColumnType, Table } from "./schema.js";
import type { Dataset } from "./sql.js";
import type { StagedColumn, StagedTable } from "./staged-table.js";

/** A database that is loaded into, over one connection. Whatever is particular to a kind of database is behind this. */
export interface Destination {
  readonly dialect: Dialect;
  /** The rows of a query; `$1`, `$2`, … in it stand for `values`. */
  readonly query: (sql: string, values?: readonly string[]) => Promise<readonly (readonly unknown[])[]>;
  /** Where the tables of a dataset are. */
  readonly findDataset: (schema: string) => Promise<Dataset>;
  readonly readCatalog: (dataset: Dataset) => Promise<Catalog>;
  readonly hasTable: (dataset: Dataset, table: string) => Promise<boolean>;
  /** Throws LoadError when the connection is in a transaction of the caller's. */
  readonly requireNoTransaction: () => Promise<void>;
  /**
   * Does `work` while no other load of the pipeline or schema works on the dataset, where the database can be used by several.
   * Throws LoadError when another one goes on.
   */
  readonly exclusively: <Result>(owner: LoadOwner, work: () => Promise<Result>) => Promise<Result>;
  /**
   * Runs statements in a transaction of their own: all of them count, or none. Throws UnansweredCommitError when it cannot
   * be found out which.
   */
  readonly inTransaction: (conduct: Conduct, work: (statements: Statements) => Promise<void>) => Promise<void>;
  /** Does `work` under a memory limit, where the database has one that a load may set. */
  readonly withMemoryLimit: <Result>(work: (limit: MemoryLimit) => Promise<Result>) => Promise<Result>;
  readonly createStage: (staged: StagedTable) => Stage;
  /**
   * Called before anything is read and after each page, with the tables that it has changed so far. Throws LoadError when
   * the user may not write those, where the database has users.
   */
  readonly requireRights?: (dataset: Dataset, tables: readonly Table[]) => Promise<void>;
  /** Called before the transaction that writes chains, where the rows of their tables are elsewhere until they are needed. */
  readonly prepare?: (chains: readonly Chain[]) => Promise<void>;
}

/** How a kind of database spells things. */
export interface Dialect {
  /** As dlt calls it. */
  readonly name: "duckdb" | "postgres" | "filesystem";
  /** Longest name of a table or column, in characters. */
  readonly nameLimit: number;
  readonly sqlType: (type: ColumnType) => string;
  /** The type of a declared column; undefined when its first value decides. */
  readonly declaredType: (column: DeclaredColumn) => ColumnType | undefined;
  /** How a new column is stored, as SQL behind its definition; empty when the database decides. */
  readonly storage: (column: Column, dataset: Dataset) => string;
  /** What makes the database refuse a value that comes twice, as SQL behind a column's definition; empty when nothing does. */
  readonly unique: string;
  /** A number, never negative, that is the same for the same values of some columns. */
  readonly hash: (columns: string) => string;
}

/** What the destination holds before the run. */
export interface Catalog {
  /** By name. */
  readonly tables: ReadonlyMap<string, Table>;
  readonly views: ReadonlySet<string>;
}

/** Whose state and schema a load continues, and where. */
export interface LoadOwner {
  /** The database schema of the dataset. */
  readonly schema: string;
  readonly pipelineName: string;
  readonly schemaName: string;
  readonly signal: AbortSignal | undefined;
}

/** What a transaction is for, and how it is carried out. */
export interface Conduct {
  readonly dataset: Dataset;
  readonly pipelineName: string;
  /** The load that its last statement writes down: where it is found, the transaction was committed. */
  readonly loadId: string;
  readonly signal: AbortSignal | undefined;
  readonly onStep: ((step: LoadStep) => void) | undefined;
}

/** What a transaction is made of. */
export interface Statements {
  /** Runs a statement; the number of rows that it inserted, changed or deleted. */
  readonly run: (sql: string) => Promise<number>;
  /** The number that a query results in. */
  readonly count: (sql: string) => Promise<number>;
}

/** How much memory a load lets the database take. */
export interface MemoryLimit {
  /** Raises the limit to what a table of so many columns, all tables together, and batches of so many bytes, need. */
  readonly reserve: (widest: number, columns: number, batchBytes: number) => Promise<void>;
  /** Raises the limit by what it takes to join the staged root rows of chains, and to remember the rows that they replace. */
  readonly reserveForWriting: (dataset: Dataset, chains: readonly Chain[]) => Promise<void>;
  /**
   * Lifts the limit if an error came of it, for the failed transaction to be done again; false when the error has another
   * cause, or there was no limit.
   */
  readonly liftAfter: (error: unknown) => Promise<boolean>;
}

/** Of a database that takes what it takes. */
export const NO_LIMIT: MemoryLimit = {
  reserve: async () => undefined,
  reserveForWriting: async () => undefined,
  liftAfter: async () => false,
};

/** What a run has read for one table, in temporary files or tables, until all of it is there. */
export interface Stage {
  readonly staged: StagedTable;
  readonly parts: readonly StagePart[];
  /** Moves what was read so far out of memory, but for a batch that is not worth it yet. */
  readonly write: () => Promise<void>;
  /** Moves everything out of memory. The parts can be read from then on. */
  readonly finish: () => Promise<void>;
  /** Removes what was staged. Safe to call at any time, also after an error. */
  readonly drop: () => Promise<void>;
  /** The full name of a temporary table that goes with the stage. */
  readonly companion: (purpose: string) => string;
}

/** Staged rows that are copied by one statement. */
export interface StagePart {
  /** Those that rows may have values in. */
  readonly columns: ReadonlyMap<StagedColumn, unknown>;
  /** Rows of the staged table: those before this part's, and those in it. */
  readonly firstRow: number;
  readonly rows: number;
  /** A query of the rows with these columns, `ROW_NUMBER` among them if it is named; null in those that no row has. */
  readonly select: (names: readonly string[]) => string;
}

/** A subquery for staged rows with these columns. */
export function stagedRows(parts: readonly StagePart[], names: readonly string[]): string {
  return `(${parts.map((part) => part.select(names)).join(" UNION ALL ")})`;
}

/** What the number of rows that were staged before a row is called. No column of a record has such a name. */
export const ROW_NUMBER = "Row number";
