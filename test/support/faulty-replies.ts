import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, createGzip, deflateSync, gzipSync } from "node:zlib";
import { Readable } from "node:stream";

export type ReplyHeaders = Readonly<Record<string, string | string[]>>;

/** What the server does with one request. */
export type Reply =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: ReplyHeaders;
      readonly body: Uint8Array;
      readonly delayMs: number;
    }
  /** Status 200 and a body of any length; the connection stays busy until the stream ends or the client leaves. */
  | { readonly kind: "stream"; readonly headers: ReplyHeaders; readonly chunks: () => AsyncIterable<Uint8Array> }
  /** The socket is closed instead of an answer, or after the head of one that promises a body. */
  | { readonly kind: "drop"; readonly after: "request" | "headers" }
  /** Status 200 and the first `keep` bytes of a body; then the socket is closed. */
  | {
      readonly kind: "truncate";
      readonly headers: ReplyHeaders;
      readonly body: Uint8Array;
      readonly keep: number;
      /** `length`: Content-Length tells the whole body's length; `chunked`: the last chunk never comes. */
      readonly framing: "length" | "chunked";
    }
  /** No answer at all until the client leaves or the server closes. */
  | { readonly kind: "silence" };

export interface AnswerOptions {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: ReplyHeaders;
  /** Milliseconds between the request and the answer; default 0. */
  readonly delayMs?: number;
  /** Compresses the body and says so in Content-Encoding. */
  readonly encoding?: "gzip" | "deflate" | "br";
}

const JSON_TYPE = { "content-type": "application/json" };

const ENCODERS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync } as const;

/** A value as a JSON document. */
export function json(value: unknown, { headers, ...options }: AnswerOptions = {}): Reply {
  return raw(JSON.stringify(value), { ...options, headers: { ...JSON_TYPE, ...headers } });
}

/** A body as it is, without a content type unless `headers` name one. */
export function raw(body: string | Uint8Array, options: AnswerOptions = {}): Reply {
  const { status = 200, headers = {}, delayMs = 0, encoding } = options;
  const bytes = Buffer.from(body);
  if (encoding === undefined) return { kind: "answer", status, headers, body: bytes, delayMs };
  const encoded = { ...headers, "content-encoding": encoding };
  return { kind: "answer", status, headers: encoded, body: ENCODERS[encoding](bytes), delayMs };
}

/** An empty answer with a status, e.g. `status(503, { "retry-after": "1" })`. */
export function status(code: number, headers: ReplyHeaders = {}): Reply {
  return raw("", { status: code, headers });
}

/** `location` may be relative, or point to another server. */
export function redirect(location: string, code: 301 | 302 | 303 | 307 | 308 = 302): Reply {
  return status(code, { location });
}

export function drop(after: "request" | "headers" = "request"): Reply {
  return { kind: "drop", after };
}

export function silence(): Reply {
  return { kind: "silence" };
}

/** The first half of a JSON document. */
export function truncated(value: unknown, framing: "length" | "chunked" = "length"): Reply {
  const body = Buffer.from(JSON.stringify(value));
  return { kind: "truncate", headers: JSON_TYPE, body, keep: Math.floor(body.length / 2), framing };
}

/** A JSON document in pieces of `bytes` with a pause of `pauseMs` before each. */
export function drip(value: unknown, bytes: number, pauseMs: number): Reply {
  const body = Buffer.from(JSON.stringify(value));
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < body.length; start += bytes) {
      await sleep(pauseMs);
      yield body.subarray(start, start + bytes);
    }
  }
  return { kind: "stream", headers: JSON_TYPE, chunks };
}

/** A JSON text that goes on for ever: `" ` and spaces. */
export function endless(): Reply {
  const spaces = Buffer.alloc(64 * 1024, " ");
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('"');
    for (;;) yield spaces;
  }
  return { kind: "stream", headers: JSON_TYPE, chunks };
}

/** A JSON string of `bytes` spaces, compressed to about a thousandth of that while it is sent. */
export function gzipBomb(bytes: number): Reply {
  const spaces = Buffer.alloc(1024 * 1024, " ");
  function* plain(): Generator<Uint8Array> {
    yield Buffer.from('"');
    for (let left = bytes; left > 0; left -= spaces.length) yield spaces.subarray(0, Math.min(left, spaces.length));
    yield Buffer.from('"');
  }
  return {
    kind: "stream",
    headers: { ...JSON_TYPE, "content-encoding": "gzip" },
    chunks: () => Readable.from(plain()).pipe(createGzip()),
  };
}
