import type { StaticUrlModel, TemplatePart, UrlModel } from "./request-model.js";
import { templateParts, type TemplateContext } from "./template.js";

/** Everything else in a path or query is percent-encoded; an existing escape such as `%2F` stays, as in dlt. */
const UNQUOTED = /%[0-9A-Fa-f]{2}|[A-Za-z0-9\-._~!$&'()*+,;=:@/?]/;

/**
 * The URL of an endpoint by dlt's rules: an absolute path stands alone; otherwise one slash stands before it, however
 * many the config has; a fragment is dropped.
 */
export function urlModel(path: string, context: TemplateContext): UrlModel {
  const parts = templateParts(path.replace(/#.*$/s, ""), context, quoteSegment);
  if (parts.some(({ kind }) => kind !== "literal")) return templateUrl(parts);
  return staticUrl(parts.map((part) => (part.kind === "literal" ? part.text : "")).join(""));
}

/** The same for a path without placeholders. */
export function staticUrl(path: string): StaticUrlModel {
  const quoted = quotePath(path.replace(/#.*$/s, ""));
  if (!/^https?:\/\//i.test(path)) return { kind: "path", path: quoted === "" ? "" : `/${quoted.replace(/^\/+/, "")}` };
  const url = new URL(path);
  url.hash = "";
  return { kind: "absolute", url: url.href };
}

/** The literal parts of a URL are quoted now, the others when they are known. */
function templateUrl(parts: readonly TemplatePart[]): UrlModel {
  const [first] = parts;
  const absolute = first?.kind === "literal" && /^https?:\/\//i.test(first.text);
  const quoted = parts.map((part): TemplatePart =>
    part.kind === "literal" ? { ...part, text: quotePath(part.text) } : part,
  );
  if (absolute) return { kind: "template", absolute, parts: quoted };
  const [start, ...others] = quoted;
  const rooted: readonly TemplatePart[] =
    start?.kind === "literal"
      ? [{ kind: "literal", text: `/${start.text.replace(/^\/+/, "")}` }, ...others]
      : [{ kind: "literal", text: "/" }, ...quoted];
  return { kind: "template", absolute, parts: rooted };
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
