import { UsageError } from "./errors.js";

/** A token is replaced this long before its end, so that it does not end on the way; a tenth of a short life. */
const LONGEST_MARGIN_MS = 30_000;

export interface AccessToken {
  readonly text: string;
  /** When it must be replaced, in milliseconds since 1970. */
  readonly renewAtMs: number;
}

/** Where access tokens come from, shared by all readers of a connector. */
export interface TokenSource {
  readonly url: URL;
  /** What the token request sends. */
  readonly form: URLSearchParams;
  /** The lifetime of a token whose answer names none. */
  readonly defaultLifetimeSeconds: number;
  /**
   * The token to sign a request with. Where there is none, or it is about to end, `fetchToken` is called: once, however
   * many readers ask while it runs.
   */
  current(fetchToken: () => Promise<AccessToken>): Promise<string>;
  /** Forgets a token that the API did not accept, unless it was replaced already. */
  discard(token: string): void;
}

export interface TokenSourceOptions {
  readonly url: string;
  readonly form: readonly (readonly [name: string, value: string])[];
  /** Used before one is fetched, for the default lifetime at most. */
  readonly firstToken?: string;
  readonly defaultLifetimeSeconds: number;
}

/** Throws a `UsageError` when the token URL is no http(s) URL, or holds a user name or password. */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { defaultLifetimeSeconds, firstToken } = options;
  let token = firstToken === undefined ? undefined : tokenFor(firstToken, defaultLifetimeSeconds);
  let pending: Promise<AccessToken> | undefined;
  return {
    url: tokenUrl(options.url),
    form: formOf(options.form),
    defaultLifetimeSeconds,
    async current(fetchToken) {
      if (token !== undefined && Date.now() < token.renewAtMs) return token.text;
      pending ??= fetchToken().finally(() => (pending = undefined));
      token = await pending;
      return token.text;
    },
    discard(refused) {
      if (token?.text === refused) token = undefined;
    },
  };
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

function formOf(fields: TokenSourceOptions["form"]): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

function lifetimeSeconds(expiresIn: unknown): number | undefined {
  if (typeof expiresIn === "number") return expiresIn;
  return typeof expiresIn === "string" && /^\d+$/.test(expiresIn) ? Number(expiresIn) : undefined;
}

function tokenFor(text: string, seconds: number): AccessToken {
  const lifetimeMs = seconds * 1_000;
  return { text, renewAtMs: Date.now() + lifetimeMs - Math.min(lifetimeMs / 10, LONGEST_MARGIN_MS) };
}

function tokenUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError("the URL of the token request is not an http:// or https:// URL");
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("the URL of the token request holds a user name or password, which fetch refuses to send");
  }
  return url;
}
