import { LoadError } from "./errors.js";
import type { Column } from "./schema.js";
import type { StagedTable } from "./staged-table.js";
import { count, countAll, shorten, type Tally } from "./tally.js";

/** What becomes of data that would change a table: it does, the run fails, or the row or the value is left out. */
export type ContractMode = "evolve" | "freeze" | "discard_row" | "discard_value";

/** dlt's schema contract: how new tables, new columns and values of another type are met. Default of each: evolve. */
export interface ContractModes {
  readonly tables?: ContractMode;
  readonly columns?: ContractMode;
  readonly dataType?: ContractMode;
}

/** The column that a value would need as it does not fit its own. */
export interface Variant {
  readonly name: string;
  readonly of: Column;
}

/** A schema contract at work. What it refuses is counted, never left out in silence. */
export interface Contract {
  readonly modes: ContractModes;
  /** Whether the rows of new tables are left out. */
  readonly discardsTables: boolean;
  /** Whether the rows of a table that is not there are refused. */
  readonly refusesTable: (staged: StagedTable, rows: number, tally: Tally) => boolean;
  /** Whether columns are refused that a table has not; the first rows of one that is new itself may bring columns. */
  readonly refusesColumns: (staged: StagedTable) => boolean;
  /** Whether a value is refused as its column is new. */
  readonly refusesColumn: (staged: StagedTable, column: string, value: unknown, tally: Tally) => boolean;
  /** Whether a value is refused as it does not fit its column and would need a new one for its type. */
  readonly refusesVariant: (staged: StagedTable, variant: Variant, value: unknown, tally: Tally) => boolean;
}

/** @throws LoadError, from its functions, where the mode is freeze */
export function contract(modes: ContractModes): Contract {
  const { tables = "evolve", columns = "evolve", dataType = "evolve" } = modes;
  return {
    modes,
    discardsTables: tables === "discard_row" || tables === "discard_value",
    refusesTable({ table: { name, exists } }, rows, tally) {
      if (exists || tables === "evolve") return false;
      if (tables === "freeze") throw violation(`table ${name} is new`, "tables");
      countAll(
        tally,
        `${name}: rows of this new table were discarded by the schema contract (tables: ${tables})`,
        rows,
      );
      return true;
    },
    refusesColumns: ({ rows, openRows }) => rows >= openRows && columns !== "evolve",
    refusesColumn(staged, column, value, tally) {
      if (columns === "evolve" || staged.rows < staged.openRows) return false;
      return refuse(staged, {
        what: `column ${column} is new`,
        entity: "columns",
        mode: columns,
        column,
        value,
        tally,
      });
    },
    refusesVariant(staged, { name: column, of }, value, tally) {
      if (dataType === "evolve") return false;
      const what = `${of.name} should be ${of.type.kind}, but is ${shorten(value)}, which needs the new column ${column}`;
      return refuse(staged, { what, entity: "data_type", mode: dataType, column, value, tally });
    },
  };
}

interface Refusal {
  readonly what: string;
  readonly entity: string;
  readonly mode: Exclude<ContractMode, "evolve">;
  readonly column: string;
  readonly value: unknown;
  readonly tally: Tally;
}

function refuse(staged: StagedTable, { what, entity, mode, column, value, tally }: Refusal): true {
  const { table, rows } = staged;
  if (mode === "freeze") throw violation(`${table.name}: in record ${rows + 1} ${what}`, entity);
  const discarded = mode === "discard_row" ? "rows with it" : "its values";
  const notice = `${table.name}.${column}: ${discarded} were discarded by the schema contract (${entity}: ${mode})`;
  count(tally, notice, value);
  if (mode !== "discard_row") return true;
  staged.isRowRefused = true;
  staged.isRowForgotten ||= staged.refusedColumns.has(column);
  if (entity === "columns") staged.refusedColumns.add(column);
  return true;
}

function violation(what: string, entity: string): LoadError {
  return new LoadError(`${what}: the schema contract does not allow that (${entity}: freeze)`);
}
