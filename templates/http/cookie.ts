import { UsageError } from "./errors.js";

/** Adds a cookie to those that a `Cookie` header of the config sends (RFC 6265, section 4.2.1). */
export function addCookie(headers: Headers, name: string, value: string): void {
  const others = headers.get("cookie");
  headers.set("cookie", others === null ? `${name}=${value}` : `${others}; ${name}=${value}`);
}

/** Throws a `UsageError` that names the option, never its value, when the text would end the cookie it is sent in. */
export function checkCookie(value: string, option: string): void {
  if (/[;\s]/.test(value)) throw new UsageError(`${option} holds a semicolon or a space, which no cookie can carry`);
}
