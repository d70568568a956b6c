import { UsageError } from "./errors.js";

/** Throws a `UsageError` that names the option, never its value, unless it is a text that a header or URL can carry. */
export function checkText(value: unknown, option: string): void {
  if (typeof value !== "string" || value === "") throw new UsageError(`${option} is missing: a text is needed`);
  if (/[\u0000-\u001f\u007f]/.test(value)) {
    throw new UsageError(`${option} holds a control character (a line break at its end?), which no request can carry`);
  }
}

/** The same for a text that a header carries as it is: no character beyond Latin-1. */
export function checkHeaderText(value: unknown, option: string): void {
  checkText(value, option);
  if (typeof value === "string" && /[^\u0000-\u00ff]/.test(value)) {
    throw new UsageError(`${option} holds a character beyond Latin-1, which no header can carry`);
  }
}

/** The origin of a base URL; throws a `UsageError` when it is no http(s) URL, or holds a user name or password. */
export function originOf(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError("the base URL is not an http:// or https:// URL");
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("the base URL holds a user name or password, which fetch refuses to send");
  }
  return url.origin;
}
