import type { Span } from "../read/document.js";
import type { FileDiagnostics } from "./diagnostic.js";
import { QUERY_CREDENTIALS, URL_CREDENTIALS } from "./show.js";

/**
 * Where credentials stand in a file, so that no excerpt shows them: the places the diagnostics name, and, since a file
 * that cannot be read was never validated, everything that looks like a credential by the name before it. Too much
 * hidden is an inconvenience, too little a leak.
 */
export function hiddenSpans({ file, text, diagnostics }: FileDiagnostics): Span[] {
  const named = new Set(diagnostics.flatMap(({ hidden }) => (hidden === undefined ? [] : [hidden])));
  const spans = [...[...named].flat(), ...credentialsByName(text), ...urlCredentials(text), ...privateKeys(text)];
  if (!/\.py$/i.test(file)) spans.push(...unquotedCredentials(text));
  return merged(spans);
}

/** The credentials of the vocabulary, and what else people call them; `$secret` holds a name. */
const NAMES = [
  ...["token", "access_token", "refresh_token", "auth_token", "api[_-]?key", "(?<!\\$)secret", "client_secret"],
  ...["password", "passwd", "private[_-]?key", "authorization", "cookie"],
].join("|");

/** `"token": "…"`, `token = '…'`; an unclosed text ends with its line. References are no credentials. */
const NAMED_TEXT = new RegExp(`\\b(?:${NAMES})["']?\\s*[:=]\\s*[rbuf]*("""|'''|"|')(?!dlt\\.)`, "gi");

/** `"token": abc`, which is Python or broken JSON. */
const NAMED_WORD = new RegExp(`\\b(?:${NAMES})["']?\\s*:\\s*(?!dlt\\.|null\\b)([^\\s"'{}\\[\\],]+)`, "gi");

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^"']*/g;

function credentialsByName(text: string): Span[] {
  return [...text.matchAll(NAMED_TEXT)].map((match) => {
    const start = match.index + match[0].length;
    return { start, end: endOfText(text, start, match[1] ?? '"') };
  });
}

function endOfText(text: string, start: number, closing: string): number {
  for (let offset = start; offset < text.length; offset++) {
    const character = text[offset];
    if (character === "\\") offset++;
    else if (text.startsWith(closing, offset)) return offset;
    else if (closing.length === 1 && (character === "\n" || character === "\r")) return offset;
  }
  return text.length;
}

function unquotedCredentials(text: string): Span[] {
  return [...text.matchAll(NAMED_WORD)].map((match) => {
    const end = match.index + match[0].length;
    return { start: end - (match[1] ?? "").length, end };
  });
}

function urlCredentials(text: string): Span[] {
  return [...text.matchAll(URL_CREDENTIALS), ...text.matchAll(QUERY_CREDENTIALS)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function privateKeys(text: string): Span[] {
  return [...text.matchAll(PRIVATE_KEY)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** In order, without overlaps and empty ones. */
function merged(spans: readonly Span[]): Span[] {
  const result: { start: number; end: number }[] = [];
  for (const span of [...spans].sort((left, right) => left.start - right.start)) {
    const last = result.at(-1);
    if (span.end <= span.start) continue;
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else result.push({ start: span.start, end: span.end });
  }
  return result;
}
