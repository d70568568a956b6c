import { decodeJson } from "../../templates/http/body.js";
import { fetchWithBody } from "../../templates/http/fetch-with-body.js";

/** One request of a connector and what was answered. */
export interface Answer {
  readonly method: string;
  readonly url: URL;
  /** Null: none. */
  readonly body: string | null;
  readonly status: number;
  readonly headers: Headers;
  /** The decoded body, as far as the connector read it. */
  readonly text: () => string;
  /** Tells requests apart: method, URL, headers and body. */
  readonly key: string;
}

/** Answers of all resources, by their requests: a parent's pages are asked for once, however many children it has. */
export type AnswerStore = Map<string, Answer>;

/** Stands between one reading and the API. */
export interface Recorder {
  /** For the connector's option of this name. */
  readonly fetch: typeof globalThis.fetch;
  /** In the order of the requests. */
  readonly answers: readonly Answer[];
  /** Requests that were really sent. */
  readonly sent: () => number;
  /** What was sent in Authorization headers: tokens that the connector fetched or signed itself, too. */
  readonly credentials: ReadonlySet<string>;
  /** So many requests may follow; the one after them ends the reading with `EndOfSample`. Null: any number. */
  readonly allow: (requests: number | null) => void;
  /** Aborted when the reading was ended so. */
  readonly signal: AbortSignal;
}

/** The sample is large enough: the reading was stopped before it asked for more. */
export class EndOfSample extends Error {
  override readonly name = "EndOfSample";
}

/** Records the answers to a reading's requests. Those in the store are not sent again. */
export function createRecorder(store: AnswerStore): Recorder {
  const answers: Answer[] = [];
  const credentials = new Set<string>();
  const stop = new AbortController();
  let sent = 0;
  let left: number | null = null;
  return {
    answers,
    credentials,
    sent: () => sent,
    allow: (requests) => void (left = requests),
    signal: stop.signal,
    async fetch(input, init = {}) {
      if (left === 0) stop.abort(new EndOfSample("enough was read"));
      stop.signal.throwIfAborted();
      if (left !== null) left--;
      const url = new URL(input instanceof Request ? input.url : input);
      const request = { method: init.method ?? "GET", url, body: bodyText(init.body) };
      for (const credential of credentialsIn(new Headers(init.headers))) credentials.add(credential);
      const key = JSON.stringify([request.method, url.href, [...new Headers(init.headers)], request.body]);
      const known = store.get(key);
      if (known !== undefined) {
        answers.push(known);
        return new Response(bodyOf(known), { status: known.status, headers: known.headers });
      }
      sent++;
      const response = await fetchWithBody(input, init);
      const { body, chunks } = recorded(response);
      const { status, headers } = response;
      const text = () => decodeJson(Buffer.concat(chunks), headers.get("content-type"));
      const answer: Answer = { ...request, key, status, headers, text };
      answers.push(answer);
      if (response.ok) store.set(key, answer);
      return new Response(body, { status, headers });
    },
  };
}

/** The body of a response, whose bytes are kept while they are read: limits and time-outs stay the connector's. */
function recorded(response: Response): { readonly body: Response["body"]; readonly chunks: readonly Uint8Array[] } {
  const chunks: Uint8Array[] = [];
  const keep = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      chunks.push(chunk);
      controller.enqueue(chunk);
    },
  });
  return { body: response.body?.pipeThrough(keep) ?? null, chunks };
}

/** A status without a body must not get one, not even an empty one. */
function bodyOf({ status, text }: Answer): string | null {
  return status === 204 || status === 205 || status === 304 ? null : text();
}

function bodyText(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  return body instanceof Uint8Array ? Buffer.from(body).toString("utf8") : String(body);
}

/** Of `Bearer abc` also `abc`. */
function credentialsIn(headers: Headers): readonly string[] {
  const authorization = headers.get("authorization") ?? "";
  return authorization === "" ? [] : [authorization, authorization.replace(/^\S+\s+/, "")];
}
