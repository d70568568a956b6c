import { UsageError } from "./errors.js";
import type { Usage } from "./usage.js";

/** A token is replaced this long before its end, so that it does not end on the way; a tenth of a short life. */
const LONGEST_MARGIN_MS = 30_000;

export interface AccessToken {
  readonly text: string;
  /** When it must be replaced, in milliseconds since 1970. */
  readonly renewAtMs: number;
}

/** Where access tokens come from, shared by all readers of a connector. */
export interface TokenSource {
  /**
   * The token to sign a request with. Where there is none, or it is about to end, it is renewed: once, however many
   * readers ask while that runs.
   */
  current(usage: Usage): Promise<string>;
  /** Forgets a token that the API did not accept, unless it was replaced already. */
  discard(token: string): void;
}

/** `first` is used before one is renewed. */
export function createTokenSource(renew: (usage: Usage) => Promise<AccessToken>, first?: AccessToken): TokenSource {
  let token = first;
  let pending: Promise<AccessToken> | undefined;
  return {
    async current(usage) {
      if (token !== undefined && Date.now() < token.renewAtMs) return token.text;
      pending ??= renew(usage).finally(() => (pending = undefined));
      token = await pending;
      return token.text;
    },
    discard(refused) {
      if (token?.text === refused) token = undefined;
    },
  };
}

/** A token that lives so many seconds from now. */
export function tokenFor(text: string, seconds: number): AccessToken {
  const lifetimeMs = seconds * 1_000;
  return { text, renewAtMs: Date.now() + lifetimeMs - Math.min(lifetimeMs / 10, LONGEST_MARGIN_MS) };
}

/**
 * The token in an answer of the token URL (RFC 6749, section 5.1); undefined when there is none that a header can carry.
 * As in dlt, `expires_in` counts in seconds, and anything but a number means the default.
 */
export function readToken(body: unknown, defaultLifetimeSeconds: number): AccessToken | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { access_token: text, expires_in: expiresIn }: { access_token?: unknown; expires_in?: unknown } = body;
  if (typeof text !== "string" || !/^[\x21-\x7e]+$/.test(text)) return undefined;
  return tokenFor(text, lifetimeSeconds(expiresIn) ?? defaultLifetimeSeconds);
}

function lifetimeSeconds(expiresIn: unknown): number | undefined {
  if (typeof expiresIn === "number") return expiresIn;
  return typeof expiresIn === "string" && /^\d+$/.test(expiresIn) ? Number(expiresIn) : undefined;
}

/** Throws a `UsageError` when the token URL is no http(s) URL, or holds a user name or password. */
export function tokenUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError("the URL of the token request is not an http:// or https:// URL");
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("the URL of the token request holds a user name or password, which fetch refuses to send");
  }
  return url;
}
