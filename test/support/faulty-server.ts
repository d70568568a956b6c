import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { raw, type Reply } from "./faulty-replies.js";

/** A request as it arrived. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Milliseconds since the server started. */
  readonly atMs: number;
}

/** The reply to each request in turn, or a function of the request and its number (from 0). */
export type Script = readonly Reply[] | ((request: LoggedRequest, index: number) => Reply | Promise<Reply>);

export interface FaultyServer {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly LoggedRequest[];
  /** Ends all connections, also those in the middle of an answer. */
  close(): Promise<void>;
}

/**
 * Starts a local HTTP server that answers as its script says. Where the script fails or has no reply, the answer is 418,
 * which no client takes for success or retries.
 */
export async function startFaultyServer(script: Script): Promise<FaultyServer> {
  const requests: LoggedRequest[] = [];
  const closing = new AbortController();
  const startedAt = performance.now();

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const atMs = performance.now() - startedAt;
    const url = new URL(incoming.url ?? "/", origin);
    const request: LoggedRequest = {
      method: incoming.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: await text(incoming),
      atMs,
    };
    requests.push(request);
    await send(outgoing, await replyTo(script, request, requests.length - 1), closing.signal);
  }

  const server = createServer((incoming, outgoing) => {
    // What goes wrong from here on is a client that left or a server that closes: both end the connection.
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const origin = `http://127.0.0.1:${address.port}`;

  return {
    origin,
    requests,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        closing.abort();
        server.closeAllConnections();
      }),
  };
}

async function replyTo(script: Script, request: LoggedRequest, index: number): Promise<Reply> {
  try {
    const reply = typeof script === "function" ? await script(request, index) : script[index];
    return reply ?? raw(`the script has no reply for request ${index + 1}`, { status: 418 });
  } catch (error) {
    return raw(`the script failed: ${String(error)}`, { status: 418 });
  }
}

async function send(outgoing: ServerResponse, reply: Reply, signal: AbortSignal): Promise<void> {
  switch (reply.kind) {
    case "answer":
      if (reply.delayMs > 0) await sleep(reply.delayMs, undefined, { signal });
      outgoing.writeHead(reply.status, { "content-length": String(reply.body.length), ...reply.headers });
      outgoing.end(reply.body);
      return;
    case "stream":
      outgoing.writeHead(200, reply.headers);
      await pipeline(reply.chunks(), outgoing, { signal });
      return;
    case "drop":
      if (reply.after === "headers") outgoing.writeHead(200, { "content-length": "1000" }).flushHeaders();
      outgoing.socket?.destroySoon(); // after what was written has left
      return;
    case "truncate":
      outgoing.writeHead(200, {
        ...reply.headers,
        ...(reply.framing === "length" ? { "content-length": String(reply.body.length) } : {}),
      });
      outgoing.write(reply.body.subarray(0, reply.keep));
      outgoing.socket?.destroySoon();
      return;
    case "silence":
      return;
  }
}
