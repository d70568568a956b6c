import { printable } from "./printable.js";
import type { Redact } from "./redact.js";

export interface ApiErrorDetails {
  /** The status the API answered with; absent when it did not answer. */
  readonly status?: number;
  /** Whether the same request may succeed when it is sent again. Default: false. */
  readonly retryable?: boolean;
  /** How long the API asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** A request that failed. Its message names method, URL and problem, and never holds a secret. */
export class ApiError extends Error {
  override readonly name: string = "ApiError";
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: ApiErrorDetails = {}) {
    super(message);
    this.status = details.status;
    this.retryable = details.retryable ?? false;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The API sent a page, cursor or link a second time: reading on would never end. */
export class PaginationLoopError extends ApiError {
  override readonly name = "PaginationLoopError";
}

/** The connector was called wrongly (a missing secret, an unknown option): nothing was requested or written. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A record does not fit its declared types, and the config's schema contract freezes them. */
export class SchemaContractError extends Error {
  override readonly name = "SchemaContractError";
}

/** What a message names a request by. */
export interface RequestLine {
  readonly url: URL;
  /** Default: GET. */
  readonly method?: string;
}

/** An `ApiError` about one request; secrets and control characters are taken out of its message. */
export function requestError(
  redact: Redact,
  request: RequestLine,
  problem: string,
  details: ApiErrorDetails = {},
): ApiError {
  return new ApiError(requestMessage(redact, request, problem), details);
}

/** `GET <url>: <problem>`, fit to be shown. */
export function requestMessage(redact: Redact, { url, method = "GET" }: RequestLine, problem: string): string {
  const address = url.href.replace(CREDENTIAL, "$1[secret]");
  return redact(printable(`${method} ${address}: ${problem}`));
}

/** What is a credential by the name of its parameter, dlt's names among them: links that an API sends may be signed. */
const CREDENTIAL = new RegExp(
  "([?&](?:api[-_]?key|key|(?:access|auth|refresh|session|(?:x-amz-)?security)?[-_]?token|(?:client[-_]?)?secret|" +
    "password|pwd|sig|(?:x-(?:amz|goog)-)?(?:signature|credential))=)[^&#]+",
  "gi",
);

/** The code of a failed connection, e.g. `ECONNRESET`; the platform's own message may quote URLs and header values. */
export function errorCode(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && /^\w+$/.test(cause.code)) return cause.code;
  }
  return error instanceof Error ? error.name : "unknown error";
}

/** The last of several failures, saying how often the request was sent. */
export function afterRetries(error: ApiError, retries: number): ApiError {
  const { message, status } = error;
  const tries = retries === 0 ? message : `${message} (tried ${retries + 1} times)`;
  return new ApiError(tries, status === undefined ? {} : { status });
}
