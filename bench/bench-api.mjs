// bench-api.mjs — dependency-free, deterministic paging API for load benchmarks (Node >= 20).
// Pages are serialised once (at start, or on first use for odd limits) and kept as Buffers.
//
//   GET /flat?offset=&limit=              {"data":[{id,customer_id,name,...}], "total":N}
//   GET /nested?offset=&limit=            {"data":[{id,customer:{},lines:[{..,tags:[a,b]}x3]}], "total":N}
//   GET /parents?offset=&limit=           {"data":[{id,name}], "total":N}
//   GET /parents/{id}/children?offset=&limit=
//   GET /auth/<any of the above>          same, needs header  X-API-Key: $API_KEY (401 otherwise)
//   GET /stats                            {"requests":N,"bytes":N,"max_in_flight":N} since the last GET /reset
//
// env: PORT=8099 HOST=127.0.0.1 FLAT=200000 FLAT_PAGE=1000 NESTED=20000 NESTED_PAGE=500
//      PARENTS=200 CHILDREN=50 LATENCY_MS=0 API_KEY=bench-key
//      VERSION=1 (bump: same ids, changed amount/updated_at, so that a second load is a real update)
import http from "node:http";

const env = (k, d) => Number(process.env[k] ?? d);
const PORT = env("PORT", 8099),
  HOST = process.env.HOST ?? "127.0.0.1";
const FLAT = env("FLAT", 200_000),
  FLAT_PAGE = env("FLAT_PAGE", 1000);
const NESTED = env("NESTED", 20_000),
  NESTED_PAGE = env("NESTED_PAGE", 500);
const PARENTS = env("PARENTS", 200),
  CHILDREN = env("CHILDREN", 50);
const LATENCY_MS = env("LATENCY_MS", 0),
  VERSION = env("VERSION", 1);
const API_KEY = process.env.API_KEY ?? "bench-key";

const COUNTRIES = ["NO", "US", "DE", "FR", "JP", "BR", "IN", "ZA", "AU", "CA"];
const FIRST = ["Ada", "Bjørn", "Chloé", "Dmitri", "Emi", "Farah", "Grace", "Hugo", "Ines", "Jonas"];
const LAST = ["Lovelace", "Nilsen", "Dupont", "Ivanov", "Sato", "Khan", "Hopper", "Weiss", "Costa", "Berg"];
const SKUS = ["A-100", "B-200", "C-300", "D-400", "E-500", "F-600", "G-700"];
const T0 = Date.UTC(2024, 0, 1);
const h = (i, salt) => Math.imul((i + salt) ^ ((i + salt) >>> 15), 2654435761) >>> 0; // deterministic hash
const iso = (s) => new Date(T0 + s * 1000).toISOString();

const flat = (i) => ({
  id: i + 1,
  customer_id: `cus_${(h(i, 7) % 50_000).toString(36).padStart(6, "0")}`,
  name: `${FIRST[h(i, 1) % 10]} ${LAST[h(i, 2) % 10]}`,
  email: `user${i + 1}@example.com`,
  amount: ((h(i, 3) % 1_000_000) + VERSION - 1) / 100,
  quantity: 1 + (h(i, 4) % 20),
  active: h(i, 5) % 3 !== 0,
  created_at: iso(i * 60),
  updated_at: iso(i * 60 + (h(i, 6) % 86_400) + (VERSION - 1)),
  country: COUNTRIES[h(i, 8) % 10],
});
const nested = (i) => ({
  id: i + 1,
  status: ["open", "paid", "shipped", "closed"][h(i, 9) % 4],
  total: ((h(i, 3) % 1_000_000) + VERSION - 1) / 100,
  created_at: iso(i * 60),
  updated_at: iso(i * 60 + 30 + (VERSION - 1)),
  customer: {
    id: h(i, 7) % 50_000,
    name: `${FIRST[h(i, 1) % 10]} ${LAST[h(i, 2) % 10]}`,
    address: { city: `City ${h(i, 10) % 500}`, country: COUNTRIES[h(i, 8) % 10] },
  },
  lines: [0, 1, 2].map((j) => ({
    line_no: j + 1,
    sku: SKUS[h(i * 3 + j, 11) % 7],
    qty: 1 + (h(i * 3 + j, 12) % 9),
    price: (h(i * 3 + j, 13) % 10_000) / 100,
    tags: [`t${h(i * 3 + j, 14) % 50}`, `u${h(i * 3 + j, 15) % 50}`],
  })),
});
const parent = (i) => ({ id: i + 1, name: `Parent ${i + 1}`, created_at: iso(i * 60) });
const child = (p, i) => ({
  id: p * CHILDREN + i + 1,
  parent_id: p + 1,
  label: `child ${p + 1}.${i + 1}`,
  score: (h(p * CHILDREN + i, 3) % 1000) / 10,
  created_at: iso((p * CHILDREN + i) * 60),
});

const cache = new Map();
function page(kind, make, total, offset, limit) {
  const key = `${kind}|${offset}|${limit}`;
  let buf = cache.get(key);
  if (!buf) {
    const data = [];
    for (let i = offset; i < Math.min(offset + limit, total); i++) data.push(make(i));
    buf = Buffer.from(JSON.stringify({ data, total }));
    cache.set(key, buf);
  }
  return buf;
}
for (let o = 0; o <= FLAT; o += FLAT_PAGE) page("flat", flat, FLAT, o, FLAT_PAGE);
for (let o = 0; o <= NESTED; o += NESTED_PAGE) page("nested", nested, NESTED, o, NESTED_PAGE);

const stats = { requests: 0, bytes: 0, max_in_flight: 0 };
let inFlight = 0;
const server = http.createServer((req, res) => {
  const url = new URL(req.url, "http://x");
  let path = url.pathname;
  const send = (code, body) => {
    inFlight--;
    stats.bytes += body.length;
    res.writeHead(code, { "content-type": "application/json", "content-length": body.length });
    res.end(body);
  };
  stats.requests++;
  stats.max_in_flight = Math.max(stats.max_in_flight, ++inFlight);
  if (path === "/reset") {
    stats.requests = stats.bytes = stats.max_in_flight = 0;
    return send(200, Buffer.from("{}"));
  }
  if (path === "/stats") {
    return send(200, Buffer.from(JSON.stringify(stats)));
  }
  if (path.startsWith("/auth/")) {
    if (req.headers["x-api-key"] !== API_KEY) return send(401, Buffer.from('{"error":"unauthorized"}'));
    path = path.slice(5);
  }
  const offset = Number(url.searchParams.get("offset") ?? 0);
  const lim = (d) => Math.min(Number(url.searchParams.get("limit") ?? d), 10_000);
  const m = /^\/parents\/(\d+)\/children$/.exec(path);
  let body,
    code = 200;
  if (path === "/flat") body = page("flat", flat, FLAT, offset, lim(FLAT_PAGE));
  else if (path === "/nested") body = page("nested", nested, NESTED, offset, lim(NESTED_PAGE));
  else if (path === "/parents") body = page("parents", parent, PARENTS, offset, lim(100));
  else if (m && m[1] >= 1 && m[1] <= PARENTS) {
    const p = Number(m[1]) - 1;
    body = page(`children${p}`, (i) => child(p, i), CHILDREN, offset, lim(100));
  } else {
    code = 404;
    body = Buffer.from('{"error":"not found"}');
  }
  if (LATENCY_MS > 0) setTimeout(send, LATENCY_MS, code, body);
  else send(code, body);
});
server.keepAliveTimeout = 30_000;
server.listen(PORT, HOST, () => {
  const mb = [...cache.values()].reduce((a, b) => a + b.length, 0) / 1e6;
  console.log(
    `bench-api on http://${HOST}:${PORT} flat=${FLAT}x${FLAT_PAGE} nested=${NESTED}x${NESTED_PAGE} ` +
      `parents=${PARENTS}x${CHILDREN} latency=${LATENCY_MS}ms cached=${mb.toFixed(1)}MB`,
  );
});
process.on("SIGTERM", () => process.exit(0));
