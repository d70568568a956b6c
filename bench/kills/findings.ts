import { decodeDocument, objectAt } from "../../templates/load/state-document.js";
import type { Reader } from "./store.js";

/** What a target holds: free of ids and clocks. */
export interface Content {
  /** Rows of all tables. */
  readonly rows: number;
  /** By root table: rows, and different keys. */
  readonly roots: Readonly<Record<Root, { readonly rows: number; readonly keys: number }>>;
  /** A number for the rows of each root table with the child rows below them. */
  readonly hashes: Readonly<Record<Root, string>>;
  /** Child rows without a parent or root. */
  readonly orphans: number;
  readonly cursors: { readonly seq: number; readonly changed: number };
  /** Events that lie before their cursor. */
  readonly eventsBeforeCursor: number;
}

type Root = keyof typeof ROOTS;

/** The tables of the shop: the root's key and columns, then each level of child tables with its columns. */
const ROOTS = {
  events: {
    key: "name",
    columns: ["seq", "name", "late"],
    levels: [
      ["parts", "index"],
      ["tags", "value"],
    ],
  },
  orders: {
    key: "id",
    columns: ["id", "changed", "total"],
    levels: [
      ["lines", "line"],
      ["skus", "value"],
    ],
  },
  settings: { key: "name", columns: ["name"], levels: [["values", "value"]] },
} as const;
const NAMES = ["events", "orders", "settings"] as const;
/** Those that are merged have child rows with the root's id. */
const MERGED: ReadonlySet<Root> = new Set(["orders"]);

export async function readContent(reader: Reader): Promise<Content> {
  const number = async (sql: string) => Number((await reader.rows(sql))[0]?.[0]);
  const roots: Record<string, { rows: number; keys: number }> = {};
  const hashes: Record<string, string> = {};
  let [rows, orphans] = [0, 0];
  for (const name of NAMES) {
    const { key, columns, levels } = ROOTS[name];
    const tables = [
      name,
      ...levels.map((_, depth) => [name, ...levels.slice(0, depth + 1).map(([part]) => part)].join("__")),
    ];
    const counted = await Promise.all(tables.map((table) => number(`SELECT count(*) FROM shop.${table}`)));
    rows += counted.reduce((sum, more) => sum + more, 0);
    roots[name] = { rows: counted[0] ?? 0, keys: await number(`SELECT count(DISTINCT ${key}) FROM shop.${name}`) };
    const joins = tables.slice(1).map((table, depth) => {
      return `LEFT JOIN shop.${table} AS t${depth + 1} ON t${depth + 1}._dlt_parent_id = t${depth}._dlt_id`;
    });
    const late = (await hasColumn(reader, name, "late")) ? columns : columns.filter((column) => column !== "late");
    const values = [
      ...late.map((column) => `t0.${column}`),
      ...levels.flatMap(([, column], depth) => [`t${depth + 1}."${column}"`, `t${depth + 1}._dlt_list_idx`]),
    ];
    const [[hash] = []] = await reader.rows(
      `SELECT CAST(sum(${reader.hash(values.join(", "))}) AS varchar) FROM shop.${name} AS t0 ${joins.join(" ")}`,
    );
    hashes[name] = String(hash);
    for (const [depth, table] of tables.entries()) {
      if (depth === 0) continue;
      const links = [
        ["_dlt_parent_id", tables[depth - 1]],
        ...(MERGED.has(name) ? [["_dlt_root_id", name]] : []),
      ] as const;
      for (const [column, other] of links) {
        orphans += await number(
          `SELECT count(*) FROM shop.${table} AS child WHERE NOT EXISTS ` +
            `(SELECT 1 FROM shop.${other} AS above WHERE above._dlt_id = child.${column})`,
        );
      }
    }
  }
  const cursors = await readCursors(reader);
  const eventsBeforeCursor = await number(`SELECT count(*) FROM shop.events WHERE seq < ${cursors.seq}`);
  return {
    ...{ rows, orphans, cursors, eventsBeforeCursor },
    roots: roots as Content["roots"],
    hashes: hashes as Content["hashes"],
  };
}

async function hasColumn(reader: Reader, table: string, column: string): Promise<boolean> {
  const found = await reader.rows(
    "SELECT 1 FROM information_schema.columns WHERE table_schema = 'shop' " +
      `AND table_name = '${table}' AND column_name = '${column}'`,
  );
  return found.length > 0;
}

async function readCursors(reader: Reader): Promise<Content["cursors"]> {
  const [[text] = []] = await reader.rows(
    "SELECT state FROM shop._dlt_pipeline_state JOIN shop._dlt_loads ON load_id = _dlt_load_id " +
      "WHERE status = 0 ORDER BY load_id DESC LIMIT 1",
  );
  const document = decodeDocument(String(text));
  const cursor = (resource: string, path: string) => {
    const keys = ["sources", "shop", "resources", resource, "incremental", path];
    return Number(objectAt(document, keys)?.["last_value"]);
  };
  return { seq: cursor("events", "seq"), changed: cursor("orders", "changed") };
}

/** What went wrong, over all kills. */
export interface Findings {
  lost: number;
  doubled: number;
  orphans: number;
  /** Kills that left a cursor ahead of the rows. */
  cursorsAhead: number;
  /** Kills after which a part of a transaction was there. */
  halfVisible: number;
  /** Targets that the next run left otherwise than an undisturbed one is. */
  different: number;
}

export const noFindings = (): Findings => {
  return { lost: 0, doubled: 0, orphans: 0, cursorsAhead: 0, halfVisible: 0, different: 0 };
};

/** Looks at what a kill left: `before` is what was there, `after` what an undisturbed run makes of it. */
export function addLeft(
  findings: Findings,
  left: Content,
  before: Content,
  after: Content,
  hasCheckpoints: boolean,
): void {
  findings.orphans += left.orphans;
  // Three events have each number.
  if (left.eventsBeforeCursor < Math.min(3 * left.cursors.seq, after.roots.events.rows)) findings.cursorsAhead++;
  if (left.cursors.changed > before.cursors.changed && left.hashes.orders !== after.hashes.orders)
    findings.cursorsAhead++;
  const isWhole = [before, after].some((whole) => sameRows(whole, left) && whole.cursors.seq === left.cursors.seq);
  if (!hasCheckpoints && !isWhole) findings.halfVisible++;
}

/** Looks at what the run after a kill made. */
export function addEnd(findings: Findings, end: Content, after: Content): void {
  for (const name of NAMES) {
    const { rows, keys } = end.roots[name];
    findings.doubled += rows - keys;
    findings.lost += Math.max(0, after.roots[name].keys - keys);
  }
  findings.orphans += end.orphans;
  const sameCursors = end.cursors.seq === after.cursors.seq && end.cursors.changed === after.cursors.changed;
  if (!sameRows(end, after) || !sameCursors) findings.different++;
}

function sameRows(one: Content, other: Content): boolean {
  return one.rows === other.rows && NAMES.every((name) => one.hashes[name] === other.hashes[name]);
}
