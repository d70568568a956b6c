import { createHash } from "node:crypto";
import { isChanged, type Chain } from "./chain.js";
import { describeColumn } from "./schema-columns.js";
import { EMPTY_SCHEMA, SYSTEM_TABLES } from "./schema-literals.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import { sortedJson } from "./sorted-json.js";
import { objectAt, setAt, type StateObject, type StateValue } from "./state-document.js";
import type { StagedTable } from "./staged-table.js";

/** dlt's levels of nesting when nobody says otherwise; not worth a hint. */
const DEFAULT_NESTING = 1_000;
/** dlt's strategy of a merge when nobody names one; not worth a hint either. */
const DEFAULT_STRATEGY = "delete-insert";
/** Hashes of earlier versions that a schema lists, as in dlt. */
const LISTED_HASHES = 10;
/** What dlt leaves out of the hash of a schema. */
const UNHASHED: ReadonlySet<string> = new Set(["version", "version_hash", "imported_version_hash", "previous_hashes"]);

/** dlt's hash of a schema: SHA3-256 of its sorted JSON, then of the names of its tables with their columns in order. */
export function schemaHash(document: StateObject): string {
  const content = Object.fromEntries(Object.entries(document).filter(([key]) => !UNHASHED.has(key)));
  const hash = createHash("sha3-256").update(sortedJson(content));
  const tables = objectAt(document, ["tables"]) ?? {};
  for (const table of Object.keys(tables).sort()) {
    hash.update(table);
    for (const column of Object.keys(objectAt(tables, [table, "columns"]) ?? {})) hash.update(column);
  }
  return hash.digest("base64");
}

/**
 * The schema after a run, in the form in which dlt stores schemas: the tables that got rows, with what the plan says of
 * them, among all that the stored schema says already. `stored` itself stays as it is.
 */
export function schemaAfter(
  stored: StateObject | undefined,
  schemaName: string,
  chains: readonly Chain[],
): StateObject {
  const document = structuredCloneOf(stored ?? { ...EMPTY_SCHEMA, name: schemaName });
  for (const [name, table] of Object.entries(SYSTEM_TABLES)) {
    if (objectAt(document, ["tables", name]) === undefined) setAt(document, ["tables", name], table);
  }
  for (const chain of chains) {
    const tables = objectAt(document, ["tables"]);
    for (const { name } of chain.dropped) if (tables !== undefined) delete tables[name];
    for (const staged of chain.staged) if (isChanged(chain, staged)) describeTable(document, chain, staged);
    const { root } = chain;
    if (root.rows > 0 && chain.withRootIds) {
      const propagation = ["normalizers", "json", "config", "propagation", "tables", root.table.name];
      setAt(document, [...propagation, SYSTEM_COLUMNS.id], SYSTEM_COLUMNS.rootId);
    }
  }
  const hash = schemaHash(document);
  const before = stored?.["version_hash"];
  if (hash === before) return document;
  const version = before === undefined ? 1 : Number(document["version"]) + 1;
  const listed = document["previous_hashes"];
  const earlier = [...(typeof before === "string" ? [before] : []), ...(Array.isArray(listed) ? listed : [])];
  return { ...document, version, version_hash: hash, previous_hashes: [...new Set(earlier)].slice(0, LISTED_HASHES) };
}

function describeTable(document: StateObject, { plan }: Chain, staged: StagedTable): void {
  const { table, role } = staged;
  const path = ["tables", table.name];
  const known = objectAt(document, path);
  const set = (key: string, value: StateValue) => setAt(document, [...path, key], value);
  if (known === undefined) {
    set("name", table.name);
    set("columns", {});
    if (role.kind === "root") set("resource", plan.resource);
  }
  if (role.kind === "root") {
    set("write_disposition", plan.writeDisposition);
    // Without it, dlt takes a merge for its default strategy, whose child tables have one column more than scd2's.
    const strategy = plan.strategy?.name ?? DEFAULT_STRATEGY;
    if (strategy !== (known?.["x-merge-strategy"] ?? DEFAULT_STRATEGY)) set("x-merge-strategy", strategy);
    if (plan.maxTableNesting !== DEFAULT_NESTING) {
      setAt(document, [...path, "x-normalizer", "max_nesting"], plan.maxTableNesting);
    }
  } else if (objectAt(document, path)?.["parent"] === undefined) set("parent", role.parent.table.name);
  setAt(document, [...path, "x-normalizer", "seen-data"], true);
  const columns = objectAt(document, [...path, "columns"]) ?? {};
  for (const column of table.columns.values()) {
    if (Object.hasOwn(columns, column.name) && objectAt(columns, [column.name])?.["data_type"] !== undefined) continue;
    // A column that somebody else added to a table is none of dlt's until a record has it.
    if (known !== undefined && column.nativeType !== undefined && !staged.columns.has(column.name)) continue;
    const described = describeColumn(column, plan, table);
    if (described !== undefined) setAt(columns, [column.name], { ...objectAt(columns, [column.name]), ...described });
  }
}

/** A copy of all objects; what they hold besides is never changed. */
function structuredCloneOf(document: StateObject): StateObject {
  const copy: StateObject = {};
  for (const [key, value] of Object.entries(document)) {
    setAt(
      copy,
      [key],
      objectAt(document, [key]) === undefined ? value : structuredCloneOf(objectAt(document, [key]) ?? {}),
    );
  }
  return copy;
}
