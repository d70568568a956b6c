import { createCursorGuard } from "./cursor-guard.js";
import type { RequestLine } from "./errors.js";
import { linkTarget } from "./link-header.js";
import { createLinkGuard } from "./link-guard.js";
import { recordsDigest } from "./loop-guard.js";
import { nextCursorText } from "./next-cursor.js";
import { nextUrl } from "./next-url.js";
import { knownTotal } from "./paging-values.js";
import { printable, shorten } from "./printable.js";
import type { Redact } from "./redact.js";
import { field, isObject } from "./select.js";
import type { Usage } from "./usage.js";

interface PagedResponse {
  readonly body: unknown;
  readonly headers: Headers;
}

/** The address of the page after this one; undefined at the end. */
export type NextPage = (response: PagedResponse, records: readonly unknown[], request: RequestLine) => URL | undefined;

/** Where a value stands in a body: the keys that lead to it. */
interface Found {
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * Finds out from the first page how an API pages, by dlt's rules and in its order: a `next` of the Link header, a URL
 * under a key that begins with `next`, a number of pages, a cursor under such a key; else there is one page.
 */
export function createPaginatorDetector(redact: Redact, first: RequestLine, usage: Usage): NextPage {
  let nextPage: NextPage | undefined;
  return (response, records, request) => {
    nextPage ??= detect(response, redact, first, usage);
    return nextPage(response, records, request);
  };
}

function detect({ body, headers }: PagedResponse, redact: Redact, first: RequestLine, usage: Usage): NextPage {
  if (linkTarget(headers, "next") !== undefined) {
    return linkedPages((response) => linkTarget(response.headers, "next"), redact, first);
  }
  const next = findNext(body);
  if (next !== undefined && /^(?:http|\/)/.test(String(next.value))) {
    return linkedPages((response) => next.path.reduce(field, response.body), redact, first);
  }
  const count = findPageCount(body);
  if (count !== undefined) return countedPages(count.path, usage);
  return next === undefined ? () => undefined : pagesByCursor(next.path, redact);
}

function linkedPages(link: (response: PagedResponse) => unknown, redact: Redact, first: RequestLine): NextPage {
  const refuseRepeats = createLinkGuard(redact, first);
  return (response, _records, request) => {
    const next = nextUrl(link(response), redact, request);
    if (next !== undefined) refuseRepeats(next);
    return next;
  };
}

function pagesByCursor(path: readonly string[], redact: Redact): NextPage {
  const shown = shorten(printable(path.join(".")));
  const refuseRepeats = createCursorGuard(
    redact,
    `; no paginator is configured, and "${shown}" was taken for the cursor`,
  );
  return ({ body }, _records, request) => {
    const cursor = nextCursorText(path.reduce(field, body), redact, request);
    if (cursor === undefined) return undefined;
    refuseRepeats(cursor, request);
    return withParam(request.url, "cursor", cursor);
  };
}

/** dlt takes the first page, which was asked for without a number, for page 0, whatever the API calls it. */
function countedPages(path: readonly string[], usage: Usage): NextPage {
  let pageNumber = 0;
  let total = 0;
  let firstPage = "";
  return ({ body }, records, request) => {
    if (records.length === 0) return undefined;
    if (pageNumber === 0) firstPage = recordsDigest(records);
    else if (pageNumber === 1 && recordsDigest(records) === firstPage) usage.warnings.add(countsFromOne(path));
    total = knownTotal(path.reduce(field, body)) ?? total;
    pageNumber++;
    return pageNumber < total ? withParam(request.url, "page", String(pageNumber)) : undefined;
  };
}

function countsFromOne(path: readonly string[]): string {
  const paginator = { type: "page_number", base_page: 1, total_path: path.join(".") };
  return (
    "page 1 has the records of the first page: the API seems to count from 1, and its last page was not read; " +
    `write the paginator ${JSON.stringify(paginator)} into the config`
  );
}

function withParam(url: URL, name: string, value: string): URL {
  const next = new URL(url);
  next.searchParams.set(name, value);
  return next;
}

/** The first key that begins with `next`, objects only; under an object the first of its keys with an address. */
function findNext(body: unknown, path: readonly string[] = []): Found | undefined {
  if (!isObject(body)) return undefined;
  for (const [key, value] of Object.entries(body)) {
    const here = [...path, key];
    if (/^next/i.test(key)) {
      if (isScalar(value)) return { path: here, value };
      const address = isObject(value) ? Object.entries(value).find(isAddress) : undefined;
      if (address !== undefined) return { path: [...here, address[0]], value: address[1] };
    }
    const inner = findNext(value, here);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function findPageCount(body: unknown, path: readonly string[] = []): Found | undefined {
  if (!isObject(body)) return undefined;
  for (const [key, value] of Object.entries(body)) {
    const here = [...path, key];
    if (/^(?:total_pages|pages|totalpages)$/i.test(key) && knownTotal(value) !== undefined)
      return { path: here, value };
    const inner = findPageCount(value, here);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function isAddress([key, value]: readonly [string, unknown]): boolean {
  return /^(?:href|url)/i.test(key) && isScalar(value);
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "bigint", "boolean"].includes(typeof value);
}
