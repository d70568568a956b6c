import { changedTables, type Chain } from "./chain.js";
import { declaredColumns } from "./declared.js";
import { isNewColumn, SYSTEM_COLUMNS, type Column, type Table } from "./schema.js";
import { quoteName, tableName, type Dataset } from "./sql.js";

/**
 * The statements that bring the dataset to the shape the run needs. They come before all data: DuckDB (1.5) fails at
 * commit when a table is altered after rows of it were deleted.
 */
export function schemaStatements(dataset: Dataset, chains: readonly Chain[]): readonly string[] {
  return [
    ...chains.flatMap(({ dropped }) => dropped.map(({ name }) => `DROP TABLE ${tableName(dataset, name)}`)),
    ...chains.flatMap((chain) => changedTables(chain).flatMap((table) => tableStatements(dataset, chain, table))),
  ];
}

function tableStatements(dataset: Dataset, chain: Chain, table: Table): readonly string[] {
  const { storage } = chain.dialect;
  const name = tableName(dataset, table.name);
  const definition = (column: Column) => columnDefinition(chain, table, column, storage(column, dataset));
  const columns = Array.from(table.columns.values());
  if (!table.exists) return [`CREATE TABLE ${name} (${columns.map(definition).join(", ")})`];
  return columns.filter(isNewColumn).map((column) => `ALTER TABLE ${name} ADD COLUMN ${definition(column)}`);
}

function columnDefinition(chain: Chain, table: Table, column: Column, storage: string): string {
  const { name, type, nullable } = column;
  const { sqlType, unique } = chain.dialect;
  const attributes = `${nullable ? "" : " NOT NULL"}${isUnique(chain, table, name) ? unique : ""}${storage}`;
  return `${quoteName(name)} ${sqlType(type)}${attributes}`;
}

/** Row ids never come twice but where a strategy makes them of records, several of which may be the same. */
function isUnique({ plan }: Chain, { name: table }: Table, column: string): boolean {
  if (column === SYSTEM_COLUMNS.id) return plan.strategy?.repeatsIds !== true;
  return declaredColumns(plan.declared, table).some(({ name, unique }) => name === column && unique === true);
}
