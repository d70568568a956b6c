/** One link of a `Link` header: its target in angle brackets, which the first may lack, then its parameters. */
const LINK = /(?:<([^>]*)>|^\s*([^\s<>;,]+))((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",;]*))?)*)/g;
const PARAMETER = /;\s*([^\s=;,]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*))/g;

/**
 * The target of the link whose whole `rel` text is `rel` in a `Link` header (RFC 8288), several lines of which were
 * joined; undefined without one. As in dlt, `rel="older last"` is one text, the last of several links counts,
 * single quotes are taken for quotes, and a lone address without brackets for a target.
 */
export function linkTarget(headers: Headers, rel: string): string | undefined {
  let found: string | undefined;
  for (const [, bracketed, plain = "", parameters = ""] of (headers.get("link") ?? "").matchAll(LINK)) {
    for (const [, name = "", quoted, bare = ""] of parameters.matchAll(PARAMETER)) {
      const value = quoted === undefined ? bare.replace(/^'(.*)'$/, "$1") : quoted.replace(/\\(.)/g, "$1");
      if (name.toLowerCase() === "rel" && value === rel) found = bracketed ?? plain;
    }
  }
  return found;
}
