// floor-common.mjs — shared by floor-*.mjs: arguments, paging, DDL, the merge step, checks and the one-line JSON report.
// Every floor script takes: --base=http://127.0.0.1:8099 --db=PATH|:memory: --limit=1000 --merge=merge|delins|pk|append|none
// Run twice on the same --db to measure a first load and then a pure-update merge.
import { DuckDBInstance } from "@duckdb/node-api";

export const args = Object.fromEntries(
  process.argv
    .slice(2)
    .map((a) => /^--([^=]+)(?:=(.*))?$/.exec(a))
    .filter(Boolean)
    .map((m) => [m[1], m[2] ?? "true"]),
);
export const BASE = args.base ?? "http://127.0.0.1:8099";
export const LIMIT = Number(args.limit ?? 1000);
export const MERGE = args.merge ?? "merge";
const t0 = performance.now();
export const phases = {};
export async function phase(name, fn) {
  const t = performance.now();
  try {
    return await fn();
  } finally {
    phases[name] = +((phases[name] ?? 0) + (performance.now() - t) / 1000).toFixed(3);
  }
}

/** Sequential offset paging; `read(res)` decides how the body is consumed. */
export async function* pages(path, read = (r) => r.json(), limit = LIMIT) {
  for (let offset = 0; ; offset += limit) {
    const res = await fetch(`${BASE}${path}?offset=${offset}&limit=${limit}`);
    if (!res.ok) throw new Error(`HTTP ${res.status}`);
    const body = await read(res);
    yield body;
    if (offset + limit >= body.total) return;
  }
}

export const FLAT = [
  // name, DuckDB type
  ["id", "BIGINT"],
  ["customer_id", "VARCHAR"],
  ["name", "VARCHAR"],
  ["email", "VARCHAR"],
  ["amount", "DOUBLE"],
  ["quantity", "BIGINT"],
  ["active", "BOOLEAN"],
  ["created_at", "TIMESTAMP"],
  ["updated_at", "TIMESTAMP"],
  ["country", "VARCHAR"],
];
export const ddl = (table, cols, { temp = false, pk = false } = {}) =>
  `CREATE ${temp ? "OR REPLACE TEMP " : ""}TABLE ${temp ? "" : "IF NOT EXISTS "}${table} (` +
  cols.map(([n, t]) => `${n} ${t}${pk && n === "id" ? " PRIMARY KEY" : ""}`).join(", ") +
  ")";

export async function open() {
  const instance = await DuckDBInstance.create(args.db ?? ":memory:");
  const c = await instance.connect();
  if (args.threads) await c.run(`SET threads=${args.threads}`);
  return { instance, c };
}

/** stage -> target, by --merge. `sel` lets a VARCHAR stage be cast on the way. */
export async function merge(c, table, cols, stage = "stage", sel = cols.map(([n]) => n)) {
  const names = cols.map(([n]) => n);
  const src = `(SELECT ${sel.join(", ")} FROM ${stage} QUALIFY row_number() OVER (PARTITION BY id) = 1)`;
  const plain = `SELECT ${sel.join(", ")} FROM ${stage}`;
  const dedup = args.dedup === "true";
  const from = dedup ? src : `(${plain})`;
  await c.run("BEGIN");
  if (MERGE === "merge") {
    await c.run(
      `MERGE INTO ${table} t USING ${from} s ON t.id = s.id ` +
        `WHEN MATCHED THEN UPDATE SET ${names
          .filter((n) => n !== "id")
          .map((n) => `${n} = s.${n}`)
          .join(", ")} ` +
        `WHEN NOT MATCHED THEN INSERT (${names.join(", ")}) VALUES (${names.map((n) => `s.${n}`).join(", ")})`,
    );
  } else if (MERGE === "delins") {
    await c.run(`DELETE FROM ${table} USING ${stage} s WHERE ${table}.id = s.id`);
    await c.run(`INSERT INTO ${table} (${names.join(", ")}) FROM ${from}`);
  } else if (MERGE === "pk") {
    await c.run(`INSERT OR REPLACE INTO ${table} (${names.join(", ")}) FROM ${from}`);
  } else if (MERGE === "append") {
    await c.run(`INSERT INTO ${table} (${names.join(", ")}) FROM (${plain})`);
  }
  await c.run("COMMIT");
}

export async function report(variant, rows, c, table, sumCol = "amount") {
  const total = (performance.now() - t0) / 1000;
  const out = {
    variant,
    merge: MERGE,
    rows,
    wall_s: +total.toFixed(3),
    rows_per_s: Math.round(rows / total),
    phases,
    rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  if (c) {
    const r = await c.runAndReadAll(
      `SELECT count(*)::INT, count(DISTINCT id)::INT${sumCol ? `, sum(${sumCol})::DOUBLE` : ""} FROM ${table}`,
    );
    [out.count, out.distinct, out.sum] = r.getRows()[0];
  }
  console.log(JSON.stringify(out));
}
