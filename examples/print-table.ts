import { DuckDBInstance } from "@duckdb/node-api";

/** Prints how many rows a table has, the five changed last, and the rows of the child table of its lists. */
export async function printTable(database: string, dataset: string, table: string, columns: string): Promise<void> {
  const instance = await DuckDBInstance.create(database, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    const from = `"${dataset}"."${table}"`;
    const show = async (sql: string): Promise<void> => {
      console.log(`\nduckdb> ${sql}`);
      const reader = await connection.runAndReadAll(sql);
      const rows = reader.getRows().map((row) => row.map(String));
      console.log(layOut([reader.columnNames(), ...rows]));
    };
    await show(`SELECT count(*) AS records FROM ${from}`);
    await show(`SELECT ${columns} FROM ${from} ORDER BY updated_at DESC, id LIMIT 5`);
    await show(`SELECT count(*) AS lines FROM "${dataset}"."${table}__lines"`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Columns as wide as their widest value, two spaces between them. */
function layOut(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((value, column) => value.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
