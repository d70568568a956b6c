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
  const laid = tables.map((one) => layOutTable(requoted(one)));
  const isShort = tables.length === 1 && laid[0]?.length === 1;
  const lines = laid.flatMap((one) => one ?? []);
  if (isShort || laid.includes(undefined) || !lines.every((line) => isPlain(line) && (fits(line) || isText(line))))
    return undefined;
  return ["[", ...lines, "  ]"].join("\n");
}

function requoted({ table, columns, contract }: TableCode): TableCode {
  const quoted = columns.map((properties) => properties.map(withPreferredQuotes));
  return { table: withPreferredQuotes(table), columns: quoted, contract };
}

/** A text alone in its line: nothing of it breaks. */
function isText(line: Code): boolean {
  return /^ *["']/.test(line);
}

/** A property whose text is too long has it in the next line. */
function layOutText(name: string, text: Code): readonly Code[] {
  const flat = `      ${name}: ${text},`;
  return fits(flat) ? [flat] : [`      ${name}:`, `        ${text},`];
}

function layOutTable({ table, columns, contract }: TableCode): readonly Code[] | undefined {
  if (contract !== null || columns.some((properties) => properties.length < 2)) return undefined;
  const [only] = columns;
  if (only === undefined) return undefined;
  if (columns.length === 1) {
    const list = `columns: [{ ${only.join(", ")} }]`;
    const flat = `    { table: ${table}, ${list} },`;
    return fits(flat) ? [flat] : ["    {", ...layOutText("table", table), `      ${list},`, "    },"];
  }
  const lines = columns.flatMap((properties) => {
    const flat = `        { ${properties.join(", ")} },`;
    return fits(flat) ? [flat] : ["        {", ...properties.map((one) => `          ${one},`), "        },"];
  });
  return ["    {", ...layOutText("table", table), "      columns: [", ...lines, "      ],", "    },"];
}
