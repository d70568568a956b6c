import { type RequestLine, requestError } from "./errors.js";
import type { Redact } from "./redact.js";

/**
 * The address of the next page, resolved against that of `request` (RFC 3986, section 5); undefined at the end, when the
 * link is absent, null or blank. Throws an `ApiError` for anything else that is no URL. Messages never quote the link: it
 * may hold a token.
 */
export function nextUrl(link: unknown, redact: Redact, request: RequestLine): URL | undefined {
  if (link === undefined || link === null) return undefined;
  if (typeof link !== "string") throw requestError(redact, request, `the next link is no text, but ${kindOf(link)}`);
  const text = link.trim();
  if (text === "") return undefined;
  if (!URL.canParse(text, request.url.href)) throw requestError(redact, request, "the next link is no valid URL");
  const url = new URL(text, request.url);
  if (!/^https?:$/.test(url.protocol)) throw requestError(redact, request, "the next link is no http or https URL");
  if (url.username !== "" || url.password !== "") {
    throw requestError(redact, request, "the next link holds a user name or password");
  }
  url.hash = "";
  return url;
}

function kindOf(value: unknown): string {
  return typeof value === "object" ? "a list or object" : `a ${typeof value}`;
}
