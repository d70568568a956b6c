import type { Code } from "./encode.js";
import { fits, isPlain, withPreferredQuotes } from "./layout.js";

/** The properties of a column: `name: "id"`. */
export type ColumnCode = readonly Code[];

export interface TableCode {
  readonly table: Code;
  readonly columns: readonly ColumnCode[];
  readonly contract: Code | null;
}

/**
 * The tables that a load plan declares, as the value of one of its properties, laid out as Prettier would. Undefined where
 * they would stand in fewer lines than here, or where that is not known.
 */
export function layOutTables(tables: readonly TableCode[]): Code | undefined {
  const laid = tables.map(layOutTable);
  const isShort = tables.length === 1 && laid[0]?.length === 1;
  const lines = laid.flatMap((one) => one ?? []);
  if (isShort || laid.includes(undefined) || !lines.every((line) => isPlain(line) && fits(line))) return undefined;
  return withPreferredQuotes(["[", ...lines, "  ]"].join("\n"));
}

function layOutTable({ table, columns, contract }: TableCode): readonly Code[] | undefined {
  if (contract !== null || columns.some((properties) => properties.length < 2)) return undefined;
  const [only] = columns;
  if (only === undefined) return undefined;
  if (columns.length === 1) {
    const list = `columns: [{ ${only.join(", ")} }]`;
    const flat = `    { table: ${table}, ${list} },`;
    return fits(flat) ? [flat] : ["    {", `      table: ${table},`, `      ${list},`, "    },"];
  }
  const lines = columns.flatMap((properties) => {
    const flat = `        { ${properties.join(", ")} },`;
    return fits(flat) ? [flat] : ["        {", ...properties.map((one) => `          ${one},`), "        },"];
  });
  return ["    {", `      table: ${table},`, "      columns: [", ...lines, "      ],", "    },"];
}
