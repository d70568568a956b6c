import { type AccessToken, tokenFor } from "./access-token.js";

/** The token that a login answered with; undefined for what its place in a request cannot carry. */
export function sessionToken(found: unknown, place: "header" | "cookie" | "query"): AccessToken | undefined {
  const text = typeof found === "number" || typeof found === "bigint" ? String(found) : found;
  const fits = {
    header: /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/,
    cookie: /^[\x21-\x3a\x3c-\x7e]+$/,
    query: /^(?=.*\S)\P{Surrogate}+$/su,
  }[place];
  return typeof text === "string" && fits.test(text) ? tokenFor(text, Number.POSITIVE_INFINITY) : undefined;
}

/** Credentials of `Authorization` need a scheme (RFC 9110, 11.6.2): a token that has none is a bearer token. */
export function sessionAuthorization(token: string): string {
  return token.includes(" ") ? token : `Bearer ${token}`;
}
