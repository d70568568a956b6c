import { shorten } from "./printable.js";
import type { Redact } from "./redact.js";

/** More of a failed answer is not read: far beyond what is shown, so that a secret is redacted whole before the cut. */
const LONGEST_ERROR_BYTES = 1_048_576;

/** The body is longer than this connector accepts. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/**
 * Reads a body to its end, counting decompressed bytes, so that a small compressed answer cannot fill the memory.
 * `onChunk` is called as data arrives: a body that keeps coming is alive, however long it takes.
 */
export async function readBody(response: Response, maxBytes: number, onChunk: () => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(response)) {
    onChunk();
    length += chunk.byteLength;
    if (length > maxBytes) throw new BodyTooLargeError(`more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
}

/** The text of a failed answer, or as much of it as arrives. */
export async function readErrorText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of chunksOf(response)) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length >= LONGEST_ERROR_BYTES) break;
    }
  } catch {
    // The status says enough.
  }
  return decodeJson(Buffer.concat(chunks), response.headers.get("content-type"));
}

/** `status 404: <text>`, redacted and cut. */
export function quoteAnswer(status: number, text: string, redact: Redact): string {
  return text === "" ? `status ${status}` : `status ${status}: ${shorten(redact(text))}`;
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined); // the connection may be gone already
  }
}

/**
 * The text of a JSON body: UTF-8 or UTF-16, told apart by its first bytes, with or without a byte order mark, whatever
 * the media type says; a charset of `Content-Type` counts only for bytes that are not UTF-8.
 */
export function decodeJson(bytes: Uint8Array, contentType: string | null): string {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (first === 0 && second !== 0) return new TextDecoder("utf-16be").decode(bytes);
  if (first !== 0 && second === 0 && (third !== 0 || fourth !== 0)) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return decodeAs(bytes, /charset="?([^\s;"]+)/i.exec(contentType ?? "")?.[1] ?? "utf-8");
  }
}

function decodeAs(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes); // a charset nobody knows
  }
}
