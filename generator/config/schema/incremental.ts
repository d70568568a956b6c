import {
  boolean,
  either,
  judgedAtRun,
  list,
  moduleReference,
  number,
  scalar,
  text,
  words,
  type Key,
} from "./shapes.js";

const CURSOR_PATH: Key = {
  shape: text("optional-json-path"),
  about: "JSONPath of the cursor in each record; without one nothing is incremental.",
  example: "updated_at",
};

/** Keys of `endpoint.incremental` and of a parameter `{"type": "incremental"}`. */
export const CURSOR_KEYS: Readonly<Record<string, Key>> = {
  cursor_path: CURSOR_PATH,
  initial_value: {
    shape: judgedAtRun(scalar()),
    about: "Where the first run starts.",
    example: "2024-01-01T00:00:00Z",
  },
  end_value: {
    shape: scalar(),
    about: "Where the run ends; with it no state is kept.",
    example: "2024-02-01T00:00:00Z",
  },
  last_value_func: {
    shape: words(["max", "min"]),
    default: "max",
    about: "Whether the cursor grows or falls.",
    example: "min",
  },
  primary_key: {
    shape: either(text(), list(text())),
    about: "Key that tells records with the last cursor apart; the resource's by default, an empty list for none.",
    example: "id",
  },
  row_order: {
    shape: words(["asc", "desc"]),
    about: "Order of the records, which lets a run end early.",
    example: "desc",
  },
  on_cursor_value_missing: {
    shape: words(["raise", "include", "exclude"], {
      meanings: { raise: "The run fails.", include: "It is loaded.", exclude: "It is left out." },
    }),
    default: "raise",
    about: "What happens to a record without cursor.",
    example: "include",
  },
  lag: {
    shape: number(),
    about: "How far behind the last cursor a run starts: seconds for dates with time, days for dates.",
    example: 3600,
  },
  range_start: {
    shape: words(["closed", "open"]),
    default: "closed",
    about: "Whether records at the start value are kept (closed) or dropped.",
    example: "open",
  },
  range_end: {
    shape: words(["closed", "open"]),
    default: "open",
    about: "Whether records at the end value are kept (closed) or dropped.",
    example: "closed",
  },
  allow_external_schedulers: {
    shape: boolean(),
    default: false,
    noEffect: "no scheduler sets the window of a connector",
    about: "Hook of dlt's for orchestrators.",
    example: false,
  },
  convert: {
    shape: moduleReference(),
    about: "Function applied to every value of the cursor that is put into a request.",
    example: "./cursors.ts#toEpoch",
  },
  step: {
    shape: text("duration"),
    about: "Length of the windows that a long range is read in, each with requests of its own, as ISO 8601 duration.",
    example: "P1D",
  },
  granularity: {
    shape: text("duration"),
    about: "How far a window ends before the next one starts, for APIs that count the end in, as ISO 8601 duration.",
    example: "PT1S",
  },
  cursor_format: {
    shape: text("name"),
    about: "How bounds are written in requests, in UTC: %Y %y %m %d %H %M %S %f, %s and %ms for Unix time.",
    example: "%Y-%m-%d",
  },
};

/** Of these keys dlt looks at the values of a parameter only when it reads. */
const LATE = new Set(["primary_key", "row_order", "lag", "range_start", "range_end", "convert"]);

/** Keys of a parameter `{"type": "incremental"}` that `endpoint.incremental` has as well. */
export const CURSOR_PARAM_KEYS: Readonly<Record<string, Key>> = Object.fromEntries(
  Object.entries(CURSOR_KEYS).map(([name, key]) => [
    name,
    LATE.has(name) ? { ...key, shape: judgedAtRun(key.shape) } : key,
  ]),
);

/** Keys of `endpoint.incremental` alone. */
export const INCREMENTAL_KEYS: Readonly<Record<string, Key>> = {
  ...CURSOR_KEYS,
  // dlt takes null in a parameter only.
  cursor_path: { ...CURSOR_PATH, nullable: false },
  start_param: {
    shape: text(),
    about: "Query parameter that carries the start value.",
    example: "since",
  },
  end_param: {
    shape: text(),
    about: "Query parameter that carries the end value.",
    example: "until",
  },
};
