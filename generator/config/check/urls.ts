import type { ConfigNode } from "../../read/document.js";
import type { Check } from "./check.js";
import { checkQueryCredentials } from "./credentials.js";

type TextNode = Extract<ConfigNode, { kind: "string" }>;

const PLACEHOLDER = /\{[^{}]*\}/g;
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//;

/** An http(s) URL, or the empty text when every path is an absolute URL. */
export function checkBaseUrl(check: Check, node: TextNode): void {
  if (node.value === "") return;
  const url = httpUrl(node.value);
  if (url === undefined) {
    check.report("base-url", check.at.node(node), { found: node.value });
    return;
  }
  if (reportCredentials(check, node, url, '{"$secret": "base_url"}')) return;
  checkQueryCredentials(check, node);
  if (url.search !== "" || url.hash !== "") check.report("base-url-query", check.at.node(node), {});
}

export function checkAbsoluteUrl(check: Check, node: TextNode): void {
  const url = httpUrl(node.value);
  if (url === undefined) check.report("url", check.at.node(node), { found: node.value });
  else reportCredentials(check, node, url);
}

/** Scheme, host and port alone (RFC 6454); a single slash after them is forgiven. */
export function checkOrigin(check: Check, node: TextNode): void {
  const url = httpUrl(node.value);
  if (url !== undefined && reportCredentials(check, node, url)) return;
  const bare = url !== undefined && (node.value === url.origin || node.value === `${url.origin}/`);
  if (!bare) check.report("origin", check.at.node(node), { found: node.value });
}

/** A path is put after base_url; one with a scheme is a URL of its own, which must be http(s). */
export function checkRequestPath(check: Check, node: TextNode): void {
  checkQueryCredentials(check, node);
  const scheme = SCHEME.exec(node.value)?.[1];
  if (scheme === undefined) return;
  if (scheme !== "http" && scheme !== "https") {
    check.report("path-scheme", check.at.within(node, 0, scheme.length), { scheme });
    return;
  }
  const url = httpUrl(node.value.replace(PLACEHOLDER, "x"));
  if (url === undefined) check.report("url", check.at.node(node), { found: node.value });
  else reportCredentials(check, node, url);
}

/** Whether a path replaces base_url, as dlt sees it. */
export function isAbsoluteUrl(path: string): boolean {
  return path.startsWith("http://") || path.startsWith("https://");
}

/** A name of DNS or an address: URL parsers let quotes, brackets and the like pass. */
const HOST = /^(?:[\w-]+(?:\.[\w-]+)*\.?|\[[\da-f:.]+\])$/;

/** The URL a text is; undefined for other schemes, for hosts that cannot be, and for texts a URL parser would have to mend. */
export function httpUrl(text: string): URL | undefined {
  if (!/^https?:\/\/[^\s\p{Cc}\\]+$/iu.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return HOST.test(url.hostname) ? url : undefined;
}

function reportCredentials(check: Check, node: TextNode, url: URL, whole?: string): boolean {
  if (url.username === "" && url.password === "") return false;
  check.report("literal-credential", check.at.node(node), {
    what: "the user name or password of a URL",
    hints: [
      ...(whole === undefined ? [] : [`write ${whole}, or`]),
      'use auth {"type": "http_basic", "username": "...", "password": {"$secret": "password"}}',
    ],
  });
  return true;
}
