import { boolean, either, integer, judgedAtRun, list, map, object, text, words, type Key } from "./shapes.js";
import { WRITE_DISPOSITION } from "./write-disposition.js";

const CONTRACT_MODES = ["evolve", "freeze", "discard_row", "discard_value"];

const CONTRACT_MODE = words(CONTRACT_MODES, {
  meanings: {
    evolve: "The tables change as the data needs.",
    freeze: "The run fails.",
    discard_row: "The record is left out.",
    discard_value: "The value is left out.",
  },
});

const COLUMN_NAMES = either(text(), list(text()));

/** A yes-or-no hint of a column. */
function flag(about: string, more: Pick<Key, "noEffect"> = {}): Key {
  return { shape: boolean(), default: false, about, example: true, ...more };
}

const NO_LAYOUT = "neither DuckDB nor Postgres lays tables out by it";

const COLUMN_KEYS: Readonly<Record<string, Key>> = {
  name: { shape: text(), about: "The column; needed in a list and below nested_hints.", example: "price" },
  data_type: {
    shape: words(["text", "double", "bool", "timestamp", "bigint", "binary", "json", "decimal", "wei", "date", "time"]),
    about: "Type of the column.",
    example: "decimal",
  },
  nullable: { shape: boolean(), default: true, about: "Whether the column may hold null.", example: false },
  precision: { shape: integer(0), about: "Digits, length, bits or digits of a second.", example: 10 },
  scale: { shape: integer(0), about: "Digits after the point.", example: 2 },
  timezone: { shape: boolean(), default: true, about: "Whether a timestamp has a time zone.", example: false },
  description: { shape: text(), about: "What the column means.", example: "Price without tax" },
  primary_key: flag("Part of the primary key."),
  merge_key: flag("Part of the merge key."),
  unique: flag("Values are unique."),
  sort: flag("Rows are sorted by it.", { noEffect: NO_LAYOUT }),
  partition: flag("Rows are partitioned by it.", { noEffect: NO_LAYOUT }),
  cluster: flag("Rows are clustered by it.", { noEffect: NO_LAYOUT }),
  row_key: flag("Identifies the row: `_dlt_id`, and no other column."),
  parent_key: flag("Identifies the parent's row: `_dlt_parent_id`, and no other column."),
  root_key: flag(
    "Child rows have their root's id, whatever the write disposition: of `_dlt_root_id`, and no other column.",
  ),
  variant: flag("Holds values that do not fit another column.", {
    noEffect: "such columns are known by their names",
  }),
  hard_delete: flag("A value in it deletes the row at a merge."),
  dedup_sort: {
    shape: words(["asc", "desc"]),
    about: "Which of several records wins a merge.",
    example: "desc",
  },
  incremental: flag("Is the cursor.", { noEffect: "the cursor is the one that endpoint.incremental names" }),
};

const COLUMN = object("column", COLUMN_KEYS, /^x-/);

const NAMED_COLUMN = object(
  "column",
  {
    ...COLUMN_KEYS,
    name: { ...COLUMN_KEYS["name"], shape: text(), required: true, about: "The column.", example: "price" },
  },
  /^x-/,
);

const REFERENCE = object("reference", {
  columns: { shape: list(text()), about: "Columns of this table.", example: ["customer_id"] },
  referenced_table: { shape: text(), about: "The other table.", example: "customers" },
  referenced_columns: { shape: list(text()), about: "Columns of the other table.", example: ["id"] },
  table: { shape: text(), about: "This table.", example: "orders" },
  label: { shape: text(), about: "What the reference means.", example: "ordered by" },
  cardinality: {
    shape: words([
      "zero_to_one",
      "one_to_zero",
      "zero_to_many",
      "many_to_zero",
      "one_to_many",
      "many_to_one",
      "one_to_one",
      "many_to_many",
    ]),
    about: "How many rows meet how many.",
    example: "many_to_one",
  },
});

/** `now`: whether dlt takes them apart when it reads the config, as it does those of a resource. */
function columnHints(now: boolean): Key {
  return {
    shape: either(map(judgedAtRun(COLUMN, now)), list(judgedAtRun(NAMED_COLUMN, now))),
    about: "Hints by column name, or a list of hints with names.",
    example: { price: { data_type: "decimal", precision: 10, scale: 2 } },
  };
}

/** Hints that a table of its own and a nested table share. */
const TABLE_HINTS: Readonly<Record<string, Key>> = {
  write_disposition: {
    shape: WRITE_DISPOSITION,
    default: "append",
    about: "How records meet the rows that are there.",
    example: "merge",
  },
  primary_key: {
    shape: COLUMN_NAMES,
    about: "Column or columns that tell rows apart; not null unless a column hint says so.",
    example: "id",
  },
  merge_key: {
    shape: COLUMN_NAMES,
    about: "Column or columns whose rows are replaced together.",
    example: "day",
  },
  columns: columnHints(false),
  schema_contract: {
    shape: either(
      CONTRACT_MODE,
      object("schema_contract", {
        tables: { shape: CONTRACT_MODE, default: "evolve", about: "What a new table means.", example: "evolve" },
        columns: { shape: CONTRACT_MODE, default: "evolve", about: "What a new column means.", example: "evolve" },
        data_type: {
          shape: CONTRACT_MODE,
          default: "evolve",
          about: "What a value means that does not fit its column, or its declared type.",
          example: "evolve",
        },
      }),
    ),
    default: "evolve",
    about: "What happens to data that does not fit the tables.",
    example: "evolve",
  },
  table_format: {
    shape: words(["iceberg", "delta", "hive", "native"]),
    noEffect: "DuckDB and Postgres have one table format",
    about: "Table format of lakes.",
    example: "native",
  },
  file_format: {
    shape: words(["preferred", "jsonl", "typed-jsonl", "insert_values", "parquet", "csv", "reference", "model"]),
    noEffect: "a connector writes no load files",
    about: "Format of dlt's load files; changes no row.",
    example: "jsonl",
  },
  references: {
    shape: list(REFERENCE),
    noEffect: "they are notes, no constraints, and change no row",
    about: "References between tables, as notes.",
    example: [{ columns: ["customer_id"], referenced_table: "customers", referenced_columns: ["id"] }],
  },
};

const NESTED_TABLE = object("nested table", {
  ...TABLE_HINTS,
  write_disposition: {
    shape: WRITE_DISPOSITION,
    default: "append",
    about: "How its rows meet those that are there, where it has a key; without one it follows its parent.",
    example: "merge",
  },
  parent_table_name: {
    shape: text(),
    about: "The resource's table: a nested table with keys hangs off it all the same.",
    example: "orders",
  },
});

/** Hints of a resource's table. */
export const RESOURCE_HINTS: Readonly<Record<string, Key>> = {
  table_name: {
    shape: text(),
    about: "Table of the records; the resource's name by default.",
    example: "sales_orders",
  },
  ...TABLE_HINTS,
  columns: columnHints(true),
  max_table_nesting: {
    shape: integer(0),
    default: 1000,
    about: "Levels of nested records that get tables of their own; deeper ones are kept as JSON.",
    example: 0,
  },
  max_columns: { shape: integer(1), default: 1000, about: "The most columns a table may get.", example: 200 },
  nested_hints: {
    shape: map(NESTED_TABLE),
    about: "Hints of nested tables by the field that holds them.",
    example: { lines: { primary_key: "line_id" } },
  },
};
