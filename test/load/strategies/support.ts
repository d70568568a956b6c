import type { DuckDBConnection } from "@duckdb/node-api";
import * as assert from "uvu/assert";
import type { Accounting } from "../../../templates/load/accounting.js";
import type { LoadSource } from "../../../templates/load/load.js";
import { loadSources, query } from "../support.js";

/** Loads, checks that every record is accounted for, and returns where they went. */
export async function loadCounted(
  connection: DuckDBConnection,
  load: LoadSource,
): Promise<Omit<Accounting, "fetched">> {
  const { resources } = await loadSources(connection, load);
  if (resources[0] === undefined) throw new Error("one resource was to be loaded");
  const { fetched, ...rest } = resources[0].accounting;
  assert.is(rest.loaded + rest.merged + rest.filtered + rest.discarded, fetched);
  return rest;
}

/** The rows of `items`, its columns in order as one text. */
export async function rowsOfItems(connection: DuckDBConnection, columns: string): Promise<string[]> {
  const rows = await query(connection, `SELECT concat_ws(' ', ${columns}) FROM data.items ORDER BY ALL`);
  return rows.map(([row]) => String(row));
}

/** Child rows whose parent or root row is not there. */
export async function orphans(connection: DuckDBConnection, child = "items__l", rootIds = true): Promise<unknown> {
  const named = rootIds ? " OR _dlt_root_id NOT IN (SELECT _dlt_id FROM data.items)" : "";
  const [[count] = []] = await query(
    connection,
    `SELECT count(*) FROM data.${child} WHERE _dlt_parent_id NOT IN (SELECT _dlt_id FROM data.items)${named}`,
  );
  return count;
}
