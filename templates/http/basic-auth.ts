/** The `Authorization` of HTTP Basic (RFC 7617), in UTF-8; the password may be empty. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
