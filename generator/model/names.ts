import { normalizeIdentifier, normalizePath } from "../../templates/load/naming.js";
import type { ResourceNames } from "./model.js";

/** Longer names are shortened as dlt shortens identifiers: a file system takes 255 bytes of a file name. */
const LONGEST_NAME = 80;

/** Files that every connector has, and device names that Windows keeps for itself. */
const RESERVED_FILES = /^(client|index|run|con|prn|aux|nul|com\d|lpt\d)$/;

/** Types that a resource file or the index refers to. */
const RESERVED_TYPES: ReadonlySet<string> = new Set([
  ...[
    "Client",
    "ClientOptions",
    "Secrets",
    "Settings",
    "ApiRequest",
    "JsonResponse",
    "Usage",
    "Page",
    "LoadPlan",
    "JsonDouble",
    "ActionResponse",
    "ResponseAction",
    "Cursor",
    "CursorState",
    "CursorWindow",
  ],
  ...[
    "JsonValue",
    "ApiError",
    "PaginationLoopError",
    "UsageError",
    "LoadableName",
    "LoadSummary",
    "LoadTarget",
    "LoadIntoOptions",
  ],
  ...[
    "SourceResource",
    "DuckDbTarget",
    "PostgresTarget",
    "ParquetTarget",
    "JsonlTarget",
    "RequestBody",
    "ResponseIgnored",
    "Yielded",
    "ParentFields",
  ],
  ...["CustomPaginator", "NextAddress", "PageRead", "RequestToSign", "Signature", "Signer"],
  ...["Misfit", "ReadOptions", "ReportMisfit", "SchemaContractError", "Unchecked", "ValuePath"],
  ...["Array", "AsyncGenerator", "Date", "Error", "Function", "Map", "Number", "Object", "Promise", "Record", "Set"],
  ...["String", "Symbol", "URL", "Boolean", "BigInt", "Partial", "Pick", "Omit", "Readonly", "Required", "Infinity"],
]);

/** Methods that mean something else: `load` of the connector, and what JavaScript asks any object for. */
const RESERVED_METHODS: ReadonlySet<string> = new Set([
  ...["load", "then", "constructor", "toString", "toLocaleString", "valueOf", "hasOwnProperty", "isPrototypeOf"],
  ...["propertyIsEnumerable", "toJSON"],
]);

/** Whether a type of this name would hide one that a resource's file refers to. */
export function isReservedType(name: string): boolean {
  return RESERVED_TYPES.has(name);
}

/** Gives each resource its names, in the order of the config; names that meet get a number. */
export function createResourceNamer(): (name: string) => ResourceNames {
  const taken = new Set<string>();
  return (name) => {
    const table = normalizePath(name, LONGEST_NAME);
    for (let number = 1; ; number++) {
      const names = resourceNames(number === 1 ? table : `${table}_${number}`);
      // The reader of "x_plan" is named as the plan of "read_x".
      const values = [names.reader, names.plan, names.cursor, names.resume].map((value) => `value ${value}`);
      const types = [`type ${names.type}`, `type ${names.output}`];
      const all = [`file ${names.file}`, `method ${names.method}`, ...types, ...values];
      if (all.some((key) => taken.has(key))) continue;
      for (const key of all) taken.add(key);
      return names;
    }
  };
}

function resourceNames(table: string): ResourceNames {
  const words = table.split("_").filter((word) => word !== "");
  const pascal = words.map(capitalize).join("");
  const stem = /^\d/.test(pascal) ? `Resource${pascal}` : pascal;
  const method = stem.charAt(0).toLowerCase() + stem.slice(1);
  return {
    file: RESERVED_FILES.test(table) ? `${table}_resource` : table,
    type: RESERVED_TYPES.has(stem) ? `${stem}Row` : stem,
    output: `${stem}Output`,
    reader: `read${stem}`,
    plan: `${method}Plan`,
    cursor: `create${stem}Cursor`,
    resume: `resume${stem}`,
    method: RESERVED_METHODS.has(method) ? `${method}Records` : method,
  };
}

/** `sources.x.api-key` → `sourcesXApiKey`. */
export function optionName(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const [first = "value", ...rest] = words;
  const option = lowerFirst(first) + rest.map((word) => capitalize(lowerWord(word))).join("");
  return /^\d/.test(option) ? `value${option}` : option;
}

/** The environment variable of a secret or setting: `sources.x.api-key` → `SOURCES__X__API_KEY`. */
export function variableName(name: string): string {
  return name
    .replaceAll(".", "__")
    .replace(/[^A-Za-z0-9_]/g, "_")
    .toUpperCase();
}

/** The function that makes the connector: `seed` → `seedApi`, `shop-api` → `shopApi`. */
export function factoryName(name: string): string {
  const words = normalizeIdentifier(name, LONGEST_NAME)
    .split("_")
    .filter((word) => word !== "");
  if (words.at(-1) === "api" && words.length > 1) words.pop();
  const joined = words.map(capitalize).join("");
  return lowerFirst(/^\d/.test(joined) ? `Connector${joined}` : joined) + "Api";
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function lowerFirst(word: string): string {
  const lowered = lowerWord(word);
  return lowered.charAt(0).toLowerCase() + lowered.slice(1);
}

/** A word all in capitals is lowered whole: `API_KEY` becomes `apiKey`; `apiKey` stays as it is. */
function lowerWord(word: string): string {
  return /[a-z]/.test(word) ? word : word.toLowerCase();
}
