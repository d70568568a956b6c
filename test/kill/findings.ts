import { decodeDocument, objectAt } from "../../templates/load/state-document.js";
import { canonicalText, isList } from "../support/canonical-json.js";
import { canonicalDataset } from "../support/canonical.js";
import { withDatabase } from "../support/dataset-rows.js";

/** What went wrong, over all kills. */
export interface Findings {
  /** Rows that are missing in the end. */
  readonly lost: number;
  /** Rows that are there twice in the end. */
  readonly doubled: number;
  /** Child rows without a parent, and other broken ids, after a kill or in the end. */
  readonly orphans: number;
  /** Kills that left a cursor beyond rows which are not there. */
  readonly cursorsAhead: number;
  /** Datasets that ended otherwise than an undisturbed one. */
  readonly different: number;
}

export const NO_FINDINGS: Findings = { lost: 0, doubled: 0, orphans: 0, cursorsAhead: 0, different: 0 };

export function addFindings(one: Findings, other: Findings): Findings {
  return {
    lost: one.lost + other.lost,
    doubled: one.doubled + other.doubled,
    orphans: one.orphans + other.orphans,
    cursorsAhead: one.cursorsAhead + other.cursorsAhead,
    different: one.different + other.different,
  };
}

/** A dataset of the shop, as far as it does not depend on ids and clocks. */
export interface Content {
  readonly text: string;
  readonly events: number;
  readonly orders: number;
}

export async function contentOf(file: string): Promise<Content> {
  const { text, events, orders } = await contentAndRows(file);
  return { text, events: events.length, orders: orders.length };
}

/** `eventsBefore` counts the events that the API has before a number. */
export async function findingsAfterKill(file: string, eventsBefore: (seq: number) => number): Promise<Findings> {
  const { cursor, loaded } = await withDatabase(file, async (connection) => {
    const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRows();
    const [[text] = []] = await rows("SELECT state FROM test._dlt_pipeline_state ORDER BY _dlt_load_id DESC LIMIT 1");
    const path = ["sources", "test", "resources", "events", "incremental", "seq"];
    const reached = Number(objectAt(decodeDocument(String(text)), path)?.["last_value"]);
    const [[count] = []] = await rows(`SELECT count(*) FROM test.events WHERE seq < ${reached}`);
    return { cursor: reached, loaded: Number(count) };
  });
  const { integrity } = await contentAndRows(file);
  return { ...NO_FINDINGS, orphans: integrity, cursorsAhead: loaded < eventsBefore(cursor) ? 1 : 0 };
}

export async function findingsAtEnd(file: string, expected: Content): Promise<Findings> {
  const { text, events, orders, integrity } = await contentAndRows(file);
  const [eventNames, orderIds] = [new Set(events).size, new Set(orders).size];
  return {
    lost: expected.events - eventNames + expected.orders - orderIds,
    doubled: events.length - eventNames + orders.length - orderIds,
    orphans: integrity,
    cursorsAhead: 0,
    different: text === expected.text ? 0 : 1,
  };
}

async function contentAndRows(file: string) {
  return withDatabase(file, async (connection) => {
    const column = async (sql: string) =>
      (await connection.runAndReadAll(sql)).getRows().map(([value]) => String(value));
    const canonical = new Map(await canonicalDataset(connection, "test"));
    const integrity = canonical.get("integrity");
    canonical.delete("loads"); // a load that was saved in parts has more of them
    return {
      text: canonicalText(canonical),
      events: await column("SELECT name FROM test.events"),
      orders: await column("SELECT id FROM test.orders"),
      integrity: isList(integrity) ? integrity.length : 1,
    };
  });
}
