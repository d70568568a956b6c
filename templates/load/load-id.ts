import type { Destination } from "./destination.js";
import { tableName, type Dataset } from "./sql.js";
import { LOADS_TABLE } from "./system-tables.js";

let last = 0;

/**
 * The id of a load: Unix time in seconds with microseconds, later than any id this process gave out before and than
 * `newest`, the greatest of the dataset, which another machine's clock may have made.
 */
export function newLoadId(newest = ""): string {
  const now = Date.now() * 1_000;
  const after = /^\d{10}\.\d+$/.test(newest) ? Math.ceil(Number(newest) * 1_000_000) : 0;
  last = Math.max(now, last + 1, after + 1);
  return `${Math.floor(last / 1_000_000)}.${(last % 1_000_000).toString().padStart(6, "0")}`;
}

/** The greatest id of a dataset's loads; undefined when it has none. */
export async function readNewestLoadId(destination: Destination, dataset: Dataset): Promise<string | undefined> {
  if (!(await destination.hasTable(dataset, LOADS_TABLE))) return undefined;
  const [[newest] = []] = await destination.query(`SELECT max(load_id) FROM ${tableName(dataset, LOADS_TABLE)}`);
  return typeof newest === "string" ? newest : undefined;
}
