/**
 * A small API to try a connector against: `node dist/examples/api.js [PORT]` prints its address and serves
 * `GET /v1/resource?api_key=demo-key&limit=…&offset=…` until it is interrupted.
 *
 * It misbehaves now and then, as APIs do: among its first answers are a 429 that asks for a second of patience, a 503 and
 * a lost connection. A read from the beginning starts a new day, so that a second run finds changed and new records.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { recordsOn, type OrderRecord } from "./records.js";

const API_KEY = "demo-key";

let requests = 0;
let day = 0;
let records: readonly OrderRecord[] = [];

function answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://127.0.0.1");
  if (pathname !== "/v1/resource") return send(outgoing, 404, { error: "no such resource" });
  if (searchParams.get("api_key") !== API_KEY) return send(outgoing, 401, { error: "wrong api_key" });
  requests += 1;
  if (requests === 3) return send(outgoing, 429, { error: "slow down" }, { "retry-after": "1" });
  if (requests === 6) return send(outgoing, 503, { error: "back soon" });
  if (requests === 9) return void incoming.socket.destroy();

  const offset = Number(searchParams.get("offset") ?? 0);
  const limit = Math.min(Number(searchParams.get("limit") ?? 20), 100);
  if (offset === 0) records = recordsOn(++day);
  send(outgoing, 200, { data: records.slice(offset, offset + limit), total: records.length });
}

function send(outgoing: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

const server = createServer(answer);
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(`http://127.0.0.1:${address.port}`);
});
