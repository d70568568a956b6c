import type { UrlModel } from "./model.js";

/** Everything else in a path or query is percent-encoded; an existing escape such as `%2F` stays, as in dlt. */
const UNQUOTED = /%[0-9A-Fa-f]{2}|[A-Za-z0-9\-._~!$&'()*+,;=:@/?]/;

/**
 * The URL of an endpoint by dlt's rules: an absolute path stands alone; otherwise one slash stands before it, however
 * many the config has; a fragment is dropped.
 */
export function urlModel(path: string): UrlModel {
  const quoted = quotePath(path.replace(/#.*$/s, ""));
  if (!/^https?:\/\//i.test(path)) return { kind: "path", path: quoted === "" ? "" : `/${quoted.replace(/^\/+/, "")}` };
  const url = new URL(path);
  url.hash = "";
  return { kind: "absolute", url: url.href };
}

/** Percent-encodes what may not stand in a path as it is, as UTF-8. */
export function quotePath(text: string): string {
  const pattern = new RegExp(UNQUOTED.source + "|[^]", "gu");
  return text.replace(pattern, (part) => (UNQUOTED.test(part) ? part : quoteCharacter(part)));
}

/** Percent-encodes a value that goes into a path: all but `/` and the unreserved characters of RFC 3986. */
export function quoteSegment(value: string): string {
  return value.replace(/[^A-Za-z0-9\-._~/]/gu, quoteCharacter);
}

function quoteCharacter(character: string): string {
  return Array.from(new TextEncoder().encode(character), (byte) => {
    return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}
