/** Names whose literal values are credentials wherever requests are written down (closed list). */
export const CREDENTIAL_NAMES: ReadonlySet<string> = new Set([
  "token",
  "api_key",
  "password",
  "client_secret",
  "access_token",
  "refresh_token",
  "private_key",
]);
