import { LoadError } from "./errors.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import type { StagedTable } from "./staged-table.js";

/**
 * Looks for nulls in the columns of a batch that must have values: those of a key, those declared so, and those that the
 * destination will not take a null for.
 *
 * @throws LoadError that names the column and the first row without a value
 */
export function checkRequired({ table, role, required, columns, rows, batchRows }: StagedTable): void {
  for (const name of required) {
    const column = columns.get(name);
    for (let index = 0; index < batchRows; index++) {
      if ((column?.values?.[index] ?? null) !== null) continue;
      const misfit = column === undefined ? "" : `, or one that is no ${column.column.type.kind}`;
      const row = `${role.kind === "root" ? "record" : "row"} ${rows - batchRows + index + 1}`;
      throw new LoadError(`${table.name}: ${row} has no value for ${name}, which must not be null${misfit}`);
    }
  }
}

const SYSTEM_NAMES: ReadonlySet<string> = new Set(Object.values(SYSTEM_COLUMNS));

/** The names among `required`, and the columns of a table that take no null, but for those that the loader fills. */
export function requiredColumns(
  { table }: Pick<StagedTable, "table">,
  required: Iterable<string>,
): ReadonlySet<string> {
  const strict = Array.from(table.columns.values()).filter(({ nullable }) => !nullable);
  return new Set([...required, ...strict.map(({ name }) => name)].filter((name) => !SYSTEM_NAMES.has(name)));
}
