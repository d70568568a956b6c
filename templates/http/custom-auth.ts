import { type ApiError, requestError, type RequestLine, UsageError } from "./errors.js";
import { printable } from "./printable.js";
import type { Redact } from "./redact.js";

/** A request that is about to be sent, as a function of the user's sees it that signs it. */
export interface RequestToSign {
  readonly method: string;
  /** A copy. */
  readonly url: URL;
  /** What is sent beside the signature; a copy. */
  readonly headers: Headers;
  /** Null: there is none. */
  readonly body: string | null;
  /** Whether the API answered this request with 401: a token that was kept is not accepted any more. */
  readonly isRefused: boolean;
  /** Aborted when the request is given up. */
  readonly signal: AbortSignal;
}

/** What a signature adds to a request; it replaces headers and query parameters of the same names. */
export interface Signature {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** Called for every request to an origin of the API, for each that is sent again, and for redirects. */
export type Signer = (request: RequestToSign) => Signature | undefined | Promise<Signature | undefined>;

interface Signing {
  readonly learnSecret: (secret: string) => void;
  readonly redact: Redact;
}

/** Throws a `UsageError` that names the option unless it is a text; a function may get one of several lines: a key in PEM. */
export function checkGiven(value: unknown, option: string): void {
  if (typeof value !== "string" || value === "") throw new UsageError(`${option} is missing: a text is needed`);
}

/** Adds what the signer returns to the headers, and returns the URL that the request is sent to. */
export async function signWith(
  signer: Signer,
  request: RequestLine & { readonly body?: { readonly text: string } | undefined; readonly isRefused?: boolean },
  headers: Headers,
  signal: AbortSignal,
  { learnSecret, redact }: Signing,
): Promise<URL> {
  const { body, isRefused = false, method = "GET", url } = request;
  const failed = (problem: string): ApiError => requestError(redact, request, `the function that signs it ${problem}`);
  const toSign = {
    method,
    url: new URL(url),
    headers: new Headers(headers),
    body: body?.text ?? null,
    isRefused,
    signal,
  };
  const signature = await Promise.race([call(signer, toSign), aborted(signal)]).catch((error: unknown) => {
    if (signal.aborted) throw failed("did not answer in time");
    throw failed(`failed: ${error instanceof Error ? error.message : printable(String(error))}`);
  });
  const target = new URL(url);
  for (const [name, value] of Object.entries(signature?.headers ?? {})) {
    if (!isHeader(name, value)) throw failed("returned a header that cannot be sent");
    for (const secret of secretsIn(value)) learnSecret(secret);
    headers.set(name, value);
  }
  for (const [name, value] of Object.entries(signature?.query ?? {})) {
    if (typeof value !== "string") throw failed("returned a query parameter that is no text");
    learnSecret(value);
    target.searchParams.set(name, value);
  }
  return target;
}

async function call(signer: Signer, request: RequestToSign): Promise<Signature | undefined> {
  return signer(request);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(new Error("aborted"));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

function isHeader(name: string, value: unknown): value is string {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === "string" && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

/** Shorter parts of a header are words of its scheme. */
const SHORTEST_PART = 8;

/** The value of a header, and the parts that an API may quote by themselves: `Bearer <token>`, `keyId="…",signature="…"`. */
function secretsIn(value: string): readonly string[] {
  return [value, ...value.split(/[\s,;="]+/).filter((part) => part.length >= SHORTEST_PART)];
}
