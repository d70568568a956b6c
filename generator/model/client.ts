import { integer, list, map, number } from "../config/reader.js";
import { type ConfigNode, valueOf } from "../read/document.js";
import type { AuthModel } from "./auth-model.js";
import type { ClientModel, RetryModel } from "./model.js";
import type { HeaderModel } from "./request-model.js";
import type { RuntimeTexts } from "./runtime-values.js";

/** Node fires a timer beyond this many milliseconds at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export type ClientParts = Omit<ClientModel, "credentialOrigins" | "endpointAuths" | "secrets" | "settings">;

/** The defaults that the schema of the client block describes. */
export function resolveClient(
  client: ConfigNode | undefined,
  auth: AuthModel | null,
  values: RuntimeTexts,
): ClientParts {
  const baseUrl = valueOf(client, "base_url");
  return {
    baseUrl: baseUrl === undefined ? { kind: "literal", text: "" } : values.text(baseUrl, "base URL"),
    auth,
    headers: resolveHeaders(valueOf(client, "headers"), values),
    retry: resolveRetry(valueOf(client, "retry")),
    timeoutMs: milliseconds(number(client, "timeout") ?? 60),
    rateLimit: resolveRateLimit(map(client, "rate_limit")),
    concurrency: integer(client, "concurrency") ?? null,
    maxResponseBytes: integer(client, "max_response_bytes") ?? 256 * 1024 * 1024,
    allowedOrigins: originList(list(client, "allowed_origins")),
  };
}

/** Header maps; a null value is kept, because it hides the client's header. */
export function resolveHeaders(headers: ConfigNode | undefined, values: RuntimeTexts): readonly HeaderModel[] {
  if (headers?.kind !== "map") return [];
  return headers.entries.map(({ key, value }) => ({
    name: key,
    value: value.kind === "null" ? null : values.text(value, `header ${key}`, "header"),
  }));
}

function resolveRetry(retry: ConfigNode | undefined): RetryModel {
  return {
    maxRetries: integer(retry, "max_retries") ?? 3,
    statusCodes: list(retry, "status_codes")?.map(statusCode) ?? [429, 500, 502, 503, 504],
    initialDelayMs: milliseconds(number(retry, "initial_delay") ?? 1),
    backoffFactor: number(retry, "backoff_factor") ?? 2,
    maxDelayMs: milliseconds(number(retry, "max_delay") ?? 60),
    maxRetryAfterMs: milliseconds(number(retry, "max_retry_after") ?? 300),
  };
}

function resolveRateLimit(limit: ConfigNode | undefined): ClientModel["rateLimit"] {
  const requests = integer(limit, "requests");
  const seconds = number(limit, "per_seconds");
  return requests === undefined || seconds === undefined ? null : { requests, periodMs: milliseconds(seconds) };
}

function statusCode(node: ConfigNode): number {
  if (node.kind !== "number") throw new Error("a status code is no number: the validator lets none through");
  return node.value;
}

function milliseconds(seconds: number): number {
  return Math.min(Math.round(seconds * 1_000), LONGEST_TIMER_MS);
}

function originList(items: readonly ConfigNode[] | undefined): readonly string[] {
  return (items ?? []).flatMap((item) => (item.kind === "string" ? [new URL(item.value).origin] : []));
}
