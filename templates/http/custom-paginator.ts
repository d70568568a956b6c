import type { JsonValue } from "./json.js";

/** A page that was read, as a paginator of the user's sees it. */
export interface PageRead {
  /** The address it was read from, without the credentials that go into the query; a copy. */
  readonly url: URL;
  readonly headers: Headers;
  readonly body: JsonValue;
  /** What the selector found, before any processing step; a copy of the list. */
  readonly records: readonly unknown[];
}

/**
 * A paginator of the user's: the address of the next page, as a whole or relative to that of `page`; null or nothing at
 * the end. Method, headers and body stay. An address that was read before is an error, as is one of another origin.
 */
export type CustomPaginator = (page: PageRead) => NextAddress | Promise<NextAddress>;

export type NextAddress = URL | string | null | undefined;

/** Asks a paginator for the address after a page. */
export async function nextAddress(paginator: CustomPaginator, page: PageRead): Promise<string | undefined> {
  const next = await paginator({ ...page, url: new URL(page.url), records: [...page.records] });
  return next instanceof URL ? next.href : (next ?? undefined);
}
