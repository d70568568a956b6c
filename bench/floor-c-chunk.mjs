// (c) fetch + parse + column-wise DataChunk appender into a typed TEMP stage, then --merge.
//     --ts=parse (default: Date.parse in JS -> TIMESTAMP)   --ts=cast (stage VARCHAR, DuckDB casts in the merge)
//     --direct=1 with --merge=append: append straight into the target, no stage
import { BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk, DuckDBTimestampValue, TIMESTAMP, VARCHAR } from "@duckdb/node-api";
import { FLAT, MERGE, args, ddl, merge, open, pages, phase, report } from "./floor-common.mjs";
const cast = args.ts === "cast",
  direct = args.direct && MERGE === "append";
const TYPES = { BIGINT, VARCHAR, DOUBLE, BOOLEAN, TIMESTAMP };
const STAGE = FLAT.map(([n, t]) => [n, cast && t === "TIMESTAMP" ? "VARCHAR" : t]);
const types = STAGE.map(([, t]) => TYPES[t]);
const conv = {
  BIGINT: (v) => (v == null ? null : BigInt(v)),
  TIMESTAMP: (v) => (v == null ? null : new DuckDBTimestampValue(BigInt(Date.parse(v)) * 1000n)),
};
const { c } = await phase("open", open);
await c.run(ddl("flat", FLAT, { pk: MERGE === "pk" }));
if (!direct) await c.run(ddl("stage", STAGE, { temp: true }));
let rows = 0;
await phase("extract_append", async () => {
  const a = await c.createAppender(direct ? "flat" : "stage");
  for await (const p of pages("/flat")) {
    for (let o = 0; o < p.data.length; o += 2048) {
      const part = p.data.length <= 2048 ? p.data : p.data.slice(o, o + 2048);
      const chunk = DuckDBDataChunk.create(types, part.length);
      STAGE.forEach(([n, t], i) => {
        const f = conv[t];
        chunk.setColumnValues(i, f ? part.map((r) => f(r[n])) : part.map((r) => r[n]));
      });
      a.appendDataChunk(chunk);
    }
    rows += p.data.length;
  }
  a.closeSync();
});
if (!direct)
  await phase("merge", () =>
    merge(
      c,
      "flat",
      FLAT,
      "stage",
      FLAT.map(([n, t]) => (cast && t === "TIMESTAMP" ? `${n}::TIMESTAMP AS ${n}` : n)),
    ),
  );
await phase("close", () => c.run("CHECKPOINT"));
await report(`c-chunk${cast ? "-cast" : ""}${direct ? "-direct" : ""}`, rows, c, "flat");
