import { boolean, either, list, number, object, text, words, type Key } from "./shapes.js";

/** The merge strategies and the options each of them takes (dlt: MERGE_STRATEGY_OPTIONS and the strategies' types). */
export const STRATEGY_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  "delete-insert": ["deduplicated", "source_filter", "destination_scope"],
  upsert: ["source_filter", "skip_unchanged_rows", "row_version_column_name"],
  "insert-only": [],
  scd2: [
    "validity_column_names",
    "active_record_timestamp",
    "boundary_timestamp",
    "row_version_column_name",
    "source_filter",
    "destination_scope",
  ],
  cdc: ["source_filter", "destination_scope", "skip_unchanged_rows", "row_version_column_name"],
};

const DISPOSITION = words(["append", "replace", "merge"], {
  meanings: {
    append: "Adds the records as new rows.",
    replace: "Empties the tables first.",
    merge: "Replaces the rows with the keys of the records.",
  },
  refused: {
    skip: "dlt writes tables of its own with it; to leave a resource out write selected: false",
    ...Object.fromEntries(
      Object.keys(STRATEGY_OPTIONS).map((name) => [
        name,
        `it is a strategy: {"disposition": "merge", "strategy": "${name}"}`,
      ]),
    ),
  },
});

const TIMESTAMP: Key["shape"] = either(text("timestamp"), number());

/** How records meet the rows that are there: a word, or an object with the strategy of a merge. */
export const WRITE_DISPOSITION = either(
  DISPOSITION,
  object("write_disposition", {
    disposition: {
      shape: DISPOSITION,
      required: true,
      nullable: false,
      about: "append adds rows, replace starts over, merge replaces rows with the same key.",
      example: "merge",
    },
    strategy: {
      shape: words(Object.keys(STRATEGY_OPTIONS)),
      nullable: false,
      default: "delete-insert",
      about: "How a merge works.",
      example: "delete-insert",
    },
    deduplicated: {
      shape: boolean(),
      nullable: false,
      default: false,
      about: "Whether the records of a run are known to have different keys.",
      example: true,
    },
    source_filter: {
      shape: text("merge-condition"),
      nullable: false,
      about: "SQL condition: only rows that meet it are merged.",
      example: "status <> 'draft'",
    },
    destination_scope: {
      shape: text("merge-condition"),
      nullable: false,
      about: "SQL condition: only rows that meet it may be deleted or retired.",
      example: "{table}.day >= '2024-01-01'",
    },
    skip_unchanged_rows: {
      shape: boolean(),
      nullable: false,
      default: false,
      about: "Whether rows that did not change stay untouched.",
      example: true,
    },
    row_version_column_name: {
      shape: text("name"),
      nullable: false,
      about: "Column that changes when a record changes.",
      example: "version",
    },
    validity_column_names: {
      shape: list(text("name")),
      nullable: false,
      default: ["_dlt_valid_from", "_dlt_valid_to"],
      about: "The two columns that say from when to when a row was valid.",
      example: ["valid_from", "valid_to"],
    },
    active_record_timestamp: {
      shape: TIMESTAMP,
      about: "End of validity of rows that are valid; null by default.",
      example: "9999-12-31T00:00:00Z",
    },
    boundary_timestamp: {
      shape: TIMESTAMP,
      about: "Where validity changes; the time of the load by default.",
      example: "2024-01-01T00:00:00Z",
    },
  }),
);
