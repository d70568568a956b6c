import { EventEmitter, once } from "node:events";
import { createServer, connect, type Socket } from "node:net";

/**
 * Where a connection to Postgres is cut: in the middle of a COPY, before the server hears of the commit, before its answer,
 * or at the next statement; where it is silent it stays open, and lets nothing through any more. Where it is unreachable,
 * connections that come after it are taken, and nothing goes through them either.
 */
export type Cut =
  | "in copy"
  | "before commit"
  | "after commit"
  | "once committed"
  | "silent in copy"
  | "unreachable in copy"
  | "silent at commit"
  | "silent after commit"
  | "never";

/** Stands between a client and a Postgres server. */
export interface CuttingProxy {
  /** A URL of the server, through here. */
  readonly through: (url: string) => string;
  /** What is done to the next connection that comes there; those after it are left alone, but where it is unreachable. */
  cut: Cut;
  /** Resolves when a connection has come to where it is silent. */
  readonly isSilent: Promise<unknown>;
  close(): Promise<void>;
}

/** Messages of the protocol: a text of SQL with its end, and the first bytes of a COPY. */
const COMMIT = Buffer.from("COMMIT\0");
const COPY = Buffer.from("COPY pg_temp");

export async function startCuttingProxy(url: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const events = new EventEmitter();
  let isUnreachable = false;
  const server = createServer((client) => {
    if (isUnreachable) {
      sockets.add(client);
      client.on("error", () => undefined).on("close", () => sockets.delete(client));
      return;
    }
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    }
    let isCopying = false;
    let isCommitting = false;
    let isCommitted = false;
    let isSilent = false;
    const end = () => {
      proxy.cut = "never";
      client.destroy();
      upstream.destroy();
    };
    client.on("data", (data: Buffer) => {
      if ((isCopying && proxy.cut === "in copy") || isCommitted) return end();
      isUnreachable ||= isCopying && proxy.cut === "unreachable in copy";
      isSilent ||= isUnreachable || (isCopying && proxy.cut === "silent in copy");
      isSilent ||= data.includes(COMMIT) && proxy.cut === "silent at commit";
      if (isSilent) return void events.emit("silent");
      isCopying = data.includes(COPY);
      if (data.includes(COMMIT)) {
        if (proxy.cut === "before commit") return end();
        isCommitting = proxy.cut === "after commit";
        isCommitted = proxy.cut === "once committed";
        isSilent = proxy.cut === "silent after commit";
      }
      upstream.write(data);
    });
    upstream.on("data", (data: Buffer) => {
      if (isCommitting) end();
      else if (!isSilent) client.write(data);
    });
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const proxy: CuttingProxy = {
    cut: "never",
    isSilent: once(events, "silent"),
    through: (direct) => direct.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${address.port}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return proxy;
}
