import { UsageError } from "./errors.js";

/**
 * Adds a cookie to those that a `Cookie` header of the config sends, or that the API set (RFC 6265, section 4.2.1); one of
 * the same name gives way.
 */
export function addCookie(headers: Headers, name: string, value: string): void {
  const others =
    headers
      .get("cookie")
      ?.split(/; */)
      .filter((cookie) => !cookie.startsWith(`${name}=`)) ?? [];
  headers.set("cookie", [...others, `${name}=${value}`].join("; "));
}

/** Throws a `UsageError` that names the option, never its value, when the text would end the cookie it is sent in. */
export function checkCookie(value: string, option: string): void {
  if (/[;\s]/.test(value)) throw new UsageError(`${option} holds a semicolon or a space, which no cookie can carry`);
}
