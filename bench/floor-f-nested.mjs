// (f) nested orders normalised as dlt does: nested (customer flattened), nested__lines, nested__lines__tags;
//     column-wise appender; delete-insert of the children by root id.    --mode=json: raw pages + read_json + unnest in SQL
import { writeFileSync, appendFileSync, rmSync } from "node:fs";
import { BIGINT, DOUBLE, DuckDBDataChunk, VARCHAR } from "@duckdb/node-api";
import { args, ddl, merge, open, pages, phase, report } from "./floor-common.mjs";
const limit = Number(args.limit ?? 500),
  json = args.mode === "json";
const ORD = [
  ["id", "BIGINT"],
  ["status", "VARCHAR"],
  ["total", "DOUBLE"],
  ["created_at", "TIMESTAMP"],
  ["updated_at", "TIMESTAMP"],
  ["customer__id", "BIGINT"],
  ["customer__name", "VARCHAR"],
  ["customer__address__city", "VARCHAR"],
  ["customer__address__country", "VARCHAR"],
];
const LIN = [
  ["root_id", "BIGINT"],
  ["idx", "BIGINT"],
  ["line_no", "BIGINT"],
  ["sku", "VARCHAR"],
  ["qty", "BIGINT"],
  ["price", "DOUBLE"],
];
const TAG = [
  ["root_id", "BIGINT"],
  ["line_idx", "BIGINT"],
  ["idx", "BIGINT"],
  ["value", "VARCHAR"],
];
const T = { nested: ORD, nested__lines: LIN, nested__lines__tags: TAG };
const soft = (cols) => cols.map(([n, t]) => [n, t === "TIMESTAMP" ? "VARCHAR" : t]);
const TYPES = { BIGINT, VARCHAR, DOUBLE };
const { c } = await phase("open", open);
for (const [n, cols] of Object.entries(T)) {
  await c.run(ddl(n, cols));
  if (!json) await c.run(ddl(`stage_${n}`, soft(cols), { temp: true }));
}
let rows = 0;
if (json) {
  const file = `${args.db ?? "/tmp/floor-f"}.pages.jsonl`;
  writeFileSync(file, "");
  await phase("download", async () => {
    for await (const p of pages(
      "/nested",
      async (r) => {
        const b = Buffer.from(await r.arrayBuffer());
        appendFileSync(file, b);
        appendFileSync(file, "\n");
        return { total: Number(/"total":(\d+)\}$/.exec(b.subarray(-40).toString())[1]) };
      },
      limit,
    ))
      rows = p.total;
  });
  await phase("read_json", async () => {
    await c.run(`CREATE OR REPLACE TEMP TABLE raw AS SELECT unnest(data, recursive := false) AS r FROM read_json('${file}', format='newline_delimited', maximum_object_size=67108864,
      columns={data: 'STRUCT(id BIGINT, status VARCHAR, total DOUBLE, created_at TIMESTAMP, updated_at TIMESTAMP, customer STRUCT(id BIGINT, name VARCHAR, address STRUCT(city VARCHAR, country VARCHAR)), lines STRUCT(line_no BIGINT, sku VARCHAR, qty BIGINT, price DOUBLE, tags VARCHAR[])[])[]'})`);
    await c.run(
      `CREATE OR REPLACE TEMP TABLE stage_nested AS SELECT r.id, r.status, r.total, r.created_at, r.updated_at, r.customer.id AS customer__id, r.customer.name AS customer__name, r.customer.address.city AS customer__address__city, r.customer.address.country AS customer__address__country FROM raw`,
    );
    await c.run(
      `CREATE OR REPLACE TEMP TABLE l AS SELECT r.id AS root_id, unnest(range(len(r.lines))) AS idx, unnest(r.lines) AS x FROM raw`,
    );
    await c.run(
      `CREATE OR REPLACE TEMP TABLE stage_nested__lines AS SELECT root_id, idx, x.line_no, x.sku, x.qty, x.price FROM l`,
    );
    await c.run(
      `CREATE OR REPLACE TEMP TABLE stage_nested__lines__tags AS SELECT root_id, idx AS line_idx, unnest(range(len(x.tags))) AS idx, unnest(x.tags) AS value FROM l`,
    );
  });
  rmSync(file);
} else
  await phase("extract_append", async () => {
    const ap = {};
    for (const n of Object.keys(T)) ap[n] = await c.createAppender(`stage_${n}`);
    const put = (n, cols) => {
      const len = cols[0].length,
        types = soft(T[n]).map(([, t]) => TYPES[t]);
      for (let o = 0; o < len; o += 2048) {
        const k = Math.min(2048, len - o),
          ch = DuckDBDataChunk.create(types, k);
        cols.forEach((v, i) => ch.setColumnValues(i, len <= 2048 ? v : v.slice(o, o + k)));
        ap[n].appendDataChunk(ch);
      }
    };
    for await (const p of pages("/nested", undefined, limit)) {
      const o = ORD.map(() => []),
        l = LIN.map(() => []),
        t = TAG.map(() => []);
      for (const r of p.data) {
        const id = BigInt(r.id),
          cu = r.customer;
        [
          id,
          r.status,
          r.total,
          r.created_at,
          r.updated_at,
          BigInt(cu.id),
          cu.name,
          cu.address.city,
          cu.address.country,
        ].forEach((v, i) => o[i].push(v));
        r.lines.forEach((x, j) => {
          const J = BigInt(j);
          l[0].push(id);
          l[1].push(J);
          l[2].push(BigInt(x.line_no));
          l[3].push(x.sku);
          l[4].push(BigInt(x.qty));
          l[5].push(x.price);
          x.tags.forEach((g, k) => {
            t[0].push(id);
            t[1].push(J);
            t[2].push(BigInt(k));
            t[3].push(g);
          });
        });
      }
      put("nested", o);
      put("nested__lines", l);
      put("nested__lines__tags", t);
      rows += p.data.length;
    }
    for (const a of Object.values(ap)) a.closeSync();
  });
await phase("merge", async () => {
  await merge(
    c,
    "nested",
    ORD,
    "stage_nested",
    ORD.map(([n, t]) => (t === "TIMESTAMP" ? `${n}::TIMESTAMP AS ${n}` : n)),
  );
  await c.run("BEGIN");
  for (const n of ["nested__lines", "nested__lines__tags"]) {
    await c.run(`DELETE FROM ${n} USING stage_nested s WHERE ${n}.root_id = s.id`);
    await c.run(`INSERT INTO ${n} FROM stage_${n}`);
  }
  await c.run("COMMIT");
});
await phase("close", () => c.run("CHECKPOINT"));
const n = await c.runAndReadAll(
  "SELECT (SELECT count(*) FROM nested__lines)::INT, (SELECT count(*) FROM nested__lines__tags)::INT",
);
phases_children: console.error(JSON.stringify(n.getRows()[0]));
await report(`f-nested${json ? "-json" : ""}`, rows, c, "nested", "total");
