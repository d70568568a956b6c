import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { Readable } from "node:stream";

/** Statuses that never have a body (Fetch standard, null body status). */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * `fetch` that sends a body with GET too, which the Fetch standard forbids and some search APIs ask for. Such a request
 * follows no redirects, and asks for an answer that is not compressed.
 */
export const fetchWithBody: typeof globalThis.fetch = (input, init = {}) => {
  const { body, signal } = init;
  if (!(body instanceof Uint8Array) || (init.method ?? "GET") !== "GET") return fetch(input, init);
  const url = new URL(input instanceof Request ? input.url : input);
  const headers = { ...Object.fromEntries(new Headers(init.headers)), "content-length": body.byteLength };
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const outgoing = send(url, { headers, ...(signal ? { signal } : {}) }, (incoming) => resolve(toResponse(incoming)));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
};

function toResponse(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  if (WITHOUT_BODY.has(status)) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  const body: unknown = Readable.toWeb(incoming); // Node and browsers declare the same streams by types of their own
  return new Response(body as ConstructorParameters<typeof Response>[0], { status, headers });
}
