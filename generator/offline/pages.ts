import type {
  CarrierModel,
  CursorPaginatorModel,
  HeaderCursorPaginatorModel,
  OffsetPaginatorModel,
  PageNumberPaginatorModel,
  PaginatorModel,
} from "../model/paginator-model.js";
import type { SelectorModel } from "../model/request-model.js";
import { type Json, type JsonObject, valueAt } from "./json.js";
import { keysOf } from "./keys.js";
import { Unplayable } from "./unplayable.js";

/** A page that is played: its records, and what it has beside them to page by. */
export interface PlayedPage {
  readonly records: readonly JsonObject[];
  /** What the paginator puts into the query of its request. */
  readonly params: readonly (readonly [name: string, value: string])[];
  /** Whether a link leads to it, which is its whole address then. */
  readonly isLinked: boolean;
  /** What stands in the body beside the records; the address of the next page is `NEXT_LINK`. */
  readonly body: readonly (readonly [keys: readonly string[], value: Json])[];
  readonly headers: Readonly<Record<string, string>>;
}

/** Stands where the address of the next page does. */
export const NEXT_LINK = "\0next";

/** A cursor that leads to the second page. */
const NEXT_CURSOR = "page-2";

/** More pages than any stop rule needs for two records. */
const MOST_PAGES = 5;

/**
 * The pages that a paginator asks for, of one record each as far as it allows that, until one of its stop rules ends the
 * reading. Without records the first page ends it. `hasObject`: bodies are objects, which can hold more than the records.
 */
export function playedPages(
  paginator: PaginatorModel,
  records: readonly JsonObject[],
  hasObject: boolean,
): readonly PlayedPage[] {
  switch (paginator.kind) {
    case "single_page":
      return [pageOf(records)];
    case "auto":
      return linkedPages(records, hasObject ? bodyLink(["next"]) : headerLink("next"));
    case "json_link":
      return linkedPages(records, bodyLink(requiredKeys(paginator.next)));
    case "header_link":
      return linkedPages(records, headerLink(paginator.rel));
    case "cursor":
      return paginator.from === "body" ? pagesByCursor(paginator, records) : pagesByLastRecord(paginator, records);
    case "header_cursor":
      return pagesByHeader(paginator, records);
    case "offset":
    case "page_number":
      return numberedPages(paginator, records);
    case "custom":
      throw new Unplayable("the paginator is a function of yours");
  }
}

function pageOf(records: readonly JsonObject[], more: Partial<PlayedPage> = {}): PlayedPage {
  return { records, params: [], isLinked: false, body: [], headers: {}, ...more };
}

/** Two pages of a record each; without records an empty one. `last` tells whether more follow. */
function twoPages(
  records: readonly JsonObject[],
  more: (index: number, last: boolean) => Partial<PlayedPage>,
): readonly PlayedPage[] {
  const pages = records.length === 0 ? [[]] : records.map((record) => [record]);
  return pages.map((rows, index) => pageOf(rows, more(index, index === pages.length - 1)));
}

type Link = (link: string | null) => Pick<PlayedPage, "body"> | Pick<PlayedPage, "headers">;

function bodyLink(keys: readonly string[]): Link {
  return (link) => ({ body: [[keys, link]] });
}

function headerLink(rel: string): Link {
  return (link) => ({ headers: link === null ? {} : { link: `<${link}>; rel="${rel}"` } });
}

function linkedPages(records: readonly JsonObject[], link: Link): readonly PlayedPage[] {
  return twoPages(records, (index, last) => ({ isLinked: index > 0, ...link(last ? null : NEXT_LINK) }));
}

function pagesByCursor(paginator: CursorPaginatorModel, records: readonly JsonObject[]): readonly PlayedPage[] {
  const keys = requiredKeys(paginator.cursor);
  const { hasMore } = paginator;
  return twoPages(records, (index, last) => ({
    params: index === 0 ? [] : carried(paginator.carrier, NEXT_CURSOR),
    body: [[keys, last ? null : NEXT_CURSOR], ...(hasMore === null ? [] : [[requiredKeys(hasMore), !last] as const])],
  }));
}

function pagesByHeader(paginator: HeaderCursorPaginatorModel, records: readonly JsonObject[]): readonly PlayedPage[] {
  return twoPages(records, (index, last) => ({
    params: index === 0 ? [] : carried(paginator.carrier, NEXT_CURSOR),
    headers: last ? {} : { [paginator.header.toLowerCase()]: NEXT_CURSOR },
  }));
}

/** The reading ends with an empty page, or sooner by the other rules. */
function pagesByLastRecord(paginator: CursorPaginatorModel, records: readonly JsonObject[]): readonly PlayedPage[] {
  const keys = requiredKeys(paginator.cursor);
  const { hasMore, stopOnShortPage } = paginator;
  const rows = [...records.map((record) => [record]), ...(hasMore === null || records.length === 0 ? [[]] : [])];
  if (stopOnShortPage && hasMore !== null) throw new Unplayable("has_more and stop_on_short_page meet");
  return rows.map((page, index) => {
    const before = valueAt(rows[index - 1]?.at(-1), keys);
    if (index > 0 && (typeof before === "object" || before === undefined || before === "")) {
      throw new Unplayable("the last record has no text for a cursor");
    }
    return pageOf(page, {
      params: index === 0 ? [] : carried(paginator.carrier, String(before)),
      body: hasMore === null ? [] : [[requiredKeys(hasMore), index < rows.length - 1]],
    });
  });
}

function numberedPages(
  paginator: OffsetPaginatorModel | PageNumberPaginatorModel,
  records: readonly JsonObject[],
): readonly PlayedPage[] {
  const { total, hasMore, stopOnShortPage, stopAfterEmptyPage, maximum } = paginator;
  const [start, step] = paginator.kind === "offset" ? [paginator.offset, paginator.limit] : [paginator.page, 1];
  // A page with fewer records than were asked for is a short one.
  const size = paginator.kind === "offset" && stopOnShortPage ? paginator.limit : 1;
  const needed = Math.max(Math.ceil(records.length / size), 1);
  const counted = totalOf(paginator, records.length, needed);
  const pages: PlayedPage[] = [];
  for (let number = start, left = records, longest = 0; ; number += step) {
    const rows = left.slice(0, size);
    left = left.slice(size);
    pages.push(
      pageOf(rows, {
        params: numberParams(paginator, number),
        body: [
          ...(total === null ? [] : [[requiredKeys(total.selector), counted] as const]),
          ...(hasMore === null ? [] : [[requiredKeys(hasMore), pages.length + 1 < needed] as const]),
        ],
      }),
    );
    const isShort = rows.length < (paginator.kind === "offset" ? paginator.limit : longest);
    longest = rows.length;
    const ends = [
      stopAfterEmptyPage && rows.length === 0,
      total !== null && pages.length >= needed,
      maximum !== null && number + step >= maximum,
      hasMore !== null && pages.length >= needed,
      stopOnShortPage && isShort,
    ];
    if (ends.includes(true)) return pages;
    if (pages.length === MOST_PAGES) throw new Unplayable("nothing seems to end the reading");
  }
}

/** A total that is reached with the last page that has records: it counts records or pages, and those before the first. */
function totalOf(paginator: OffsetPaginatorModel | PageNumberPaginatorModel, records: number, needed: number): number {
  if (records === 0) return 0;
  if (paginator.kind === "page_number") return paginator.page - paginator.basePage + needed;
  const { offset, limit } = paginator;
  return offset + (needed - 1) * limit + 1;
}

function numberParams(
  paginator: OffsetPaginatorModel | PageNumberPaginatorModel,
  number: number,
): PlayedPage["params"] {
  if (paginator.kind === "page_number") return carried(paginator.pageCarrier, String(number));
  const { offsetCarrier, limitCarrier, limit } = paginator;
  return [...carried(offsetCarrier, String(number)), ...carried(limitCarrier, String(limit))];
}

function carried(carrier: CarrierModel, value: string): PlayedPage["params"] {
  return carrier.kind === "param" ? [[carrier.name, value]] : [];
}

function requiredKeys({ path, text }: SelectorModel): readonly string[] {
  const keys = keysOf(path);
  if (keys === undefined || keys.length === 0) throw new Unplayable(`the path ${text} is more than keys`);
  return keys;
}
