import type { LeftOut } from "./left-out.js";
import { tableName } from "./sql.js";
import { unpackRoots } from "./staged-roots.js";

/**
 * A condition that the user wrote in SQL, in parentheses. It reaches the database as it is written, but for dlt's
 * placeholders: `{table}` and `{staging_table}` stand for full table names, `{{` and `}}` for braces. Staged rows have all
 * columns of the table by their own names, if `allColumns` were asked for.
 */
export async function userCondition({ transfer, roots }: LeftOut, condition: string): Promise<string> {
  await unpackRoots(roots);
  const table = tableName(transfer.dataset, transfer.chain.root.table.name);
  const filled = condition.replace(/\{\{|\}\}|\{table\}|\{staging_table\}/g, (found) => {
    if (found === "{table}") return table;
    return found === "{staging_table}" ? roots.name : found.charAt(0);
  });
  return `(${filled}\n)`; // on a line of its own: the condition may end in a comment
}
