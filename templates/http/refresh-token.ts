/** A refresh token that the token URL may replace with every answer. */
export interface RefreshToken {
  current: string;
}

/** The refresh token in an answer of the token URL (RFC 6749, section 6); undefined when the old one stays. */
export function replacedToken(body: unknown, current: string): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { refresh_token: text }: { refresh_token?: unknown } = body;
  return typeof text === "string" && text !== "" && text !== current ? text : undefined;
}

/** What a person must know where nobody takes the new token. */
export const TOKEN_WAS_REPLACED =
  "the API replaced the refresh token, and may not take the old one again: keep the new one, which the connector's " +
  "option onRefreshToken hands out";
