import type { Contract } from "./contract.js";

/** dlt's words for the types of columns. */
export type DataType =
  "text" | "double" | "bool" | "timestamp" | "bigint" | "binary" | "json" | "decimal" | "wei" | "date" | "time";

/** What is known of a column before any record is read: from a hint of the config or from a schema. */
export interface DeclaredColumn {
  /** In the destination's spelling. */
  readonly name: string;
  /** Undefined: the column waits for its first value, which decides. */
  readonly dataType?: DataType;
  /** Default: true, but for the columns of a key. */
  readonly nullable?: boolean;
  /** Digits of a decimal, bits of a bigint, characters of a text, digits of the seconds of a timestamp. */
  readonly precision?: number;
  /** Digits of a decimal behind the point. */
  readonly scale?: number;
  /** Whether a timestamp is stored with a zone. Default: true. */
  readonly timezone?: boolean;
  /** A record with a value here (of a bool: true) deletes the rows of its key. */
  readonly hardDelete?: boolean;
  /** Which of several records of one key stays: the one with the lowest value here, or the highest. */
  readonly dedupSort?: "asc" | "desc";
  /** That no value comes twice: enforced by destinations that can. */
  readonly unique?: boolean;
  /** For people. */
  readonly description?: string;
}

/** What is declared for one table. */
export interface DeclaredTable {
  readonly table: string;
  /** In the order in which a new table has them. */
  readonly columns: readonly DeclaredColumn[];
  /** What may change a child table, and those below it. Default: what may change the table that it hangs on. */
  readonly contract?: Contract;
}

/** What holds for one table. */
export interface TableHints extends Pick<DeclaredTable, "columns"> {
  readonly contract: Contract | undefined;
  /** Whether anything is declared for the table itself. */
  readonly isHinted: boolean;
}

/** The columns that are declared for a table. */
export function declaredColumns(
  declared: readonly Pick<DeclaredTable, "table" | "columns">[] = [],
  table: string,
): readonly DeclaredColumn[] {
  return declared.flatMap((one) => (one.table === table ? one.columns : []));
}

/**
 * What is declared for a child table, of which `inherited` is the contract otherwise. As in dlt, a contract that discards
 * new tables discards its own table's hints until the table is there: it is made by what is found, and what holds above it.
 */
export function declaredBelow(
  declared: readonly DeclaredTable[] = [],
  name: string,
  isNew: boolean,
  inherited: Contract | undefined,
): TableHints {
  const found = declared.find(({ table }) => table === name);
  const { columns = [], contract = inherited } = found ?? {};
  return found === undefined || (isNew && found.contract?.discardsTables === true)
    ? { columns: [], contract: inherited, isHinted: false }
    : { columns, contract, isHinted: true };
}
