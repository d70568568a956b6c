import { LIMITS } from "../../init/paging-words.js";
import { plain } from "../../init/words.js";
import type { ResourceModel } from "../../model/model.js";
import type { OffsetPaginatorModel } from "../../model/paginator-model.js";
import { pagingOfSample } from "../../samples/paging.js";
import { moreSigns, type MoreSigns } from "../../samples/sample-spec.js";
import type { Finding } from "../finding.js";
import type { Probed, RawPage } from "../probed.js";

const WHERE = "endpoint.paginator";

/** Whether the paginator reads all there is, and ends where the API says. */
export function checkPaging(probed: Probed): readonly Finding[] {
  const { sample, pages } = probed;
  const [first] = pages;
  if (first === undefined) return [];
  const { paginator } = sample.resource;
  const size = paginator.kind === "offset" ? checkLimit(probed, first, paginator) : checkPageSize(probed, first);
  return [
    ...size,
    // A gap between pages is told by its cause alone.
    ...(size.some(({ severity }) => severity === "error") ? [] : checkEnd(probed)),
    ...checkPaths(probed, first),
    ...(paginator.kind === "auto" ? hardcode(first) : []),
  ];
}

/** What an answer says of more; a record that is a whole answer says nothing of others, whatever its fields are called. */
function signsOf(page: RawPage): MoreSigns {
  return moreSigns(page.rows[0] === page.body ? { body: null, headers: page.headers } : page);
}

/** What the answer says of records beyond those that were read up to it; undefined for nothing. */
function moreThan(page: RawPage, records: number, pages: number): string | undefined {
  const { pages: pageCount, hasMore, next, link } = signsOf(page);
  if (hasMore?.value === false) return undefined;
  const counted = moreByTotal(page, records);
  if (counted !== undefined) return counted;
  if (typeof pageCount?.value === "number" && pageCount.value > pages) return `${pageCount.path} is ${pageCount.value}`;
  if (hasMore?.value === true) return `${hasMore.path} is true`;
  if (link) return "the Link header has a next page";
  return next === undefined ? undefined : `${next.path} has a value`;
}

/** A reading that ended: whether the last answer says that there is more. An empty page ends one rightly, unless a total says no. */
function checkEnd({ sample, pages }: Probed): readonly Finding[] {
  const { resource, complete } = sample;
  const last = pages.at(-1);
  if (!complete || last === undefined || isCut(resource)) return [];
  const own = pages.filter(({ page }) => page.parent === last.page.parent);
  const records = own.reduce((sum, { rows }) => sum + rows.length, 0);
  const more = last.rows.length === 0 ? moreByTotal(last, records) : moreThan(last, records, own.length);
  if (more === undefined || records === 0) return [];
  const found = `reading ends after ${records} records of ${own.length === 1 ? "one page" : `${own.length} pages`}, but ${more}`;
  return [{ severity: "error", code: "ends-too-early", where: WHERE, found, ...suggestion(last) }];
}

function moreByTotal(page: RawPage, records: number): string | undefined {
  const { total } = signsOf(page);
  return typeof total?.value === "number" && total.value > records ? `${total.path} is ${total.value}` : undefined;
}

/** Whether the config itself leaves records out: before its first page, or after its last. */
function isCut({ cursor, maxPages, paginator }: ResourceModel): boolean {
  if (maxPages !== null || (cursor !== null && cursor.rowOrder !== null)) return true;
  if (paginator.kind === "offset") return paginator.maximum !== null || paginator.offset > 0;
  return paginator.kind === "page_number" && (paginator.maximum !== null || paginator.page > paginator.basePage);
}

/** An offset grows by the limit, whatever the API sends: fewer records per page are a gap. */
function checkLimit(
  { pages, sample }: Probed,
  first: RawPage,
  { limit, offset }: OffsetPaginatorModel,
): readonly Finding[] {
  const count = first.rows.length;
  const where = `${WHERE}.limit`;
  if (count === 0 || count === limit) return [];
  if (count > limit) {
    const found = `asks for ${limit} records, and gets ${count}: the next page would begin within them`;
    return [{ severity: "error", code: "page-size-ignored", where, found, suggestion: `"limit": ${count}` }];
  }
  const next = pages.find((page) => page !== first && page.page.parent === first.page.parent);
  const more = (next?.rows.length ?? 0) > 0 ? "the next page has records" : moreThan(first, offset + count, 1);
  if (more !== undefined) {
    const found = `asks for ${limit} records, and gets ${count} though ${more}: those up to offset ${limit} would be left out`;
    return [{ severity: "error", code: "page-size-clamped", where, found, suggestion: `"limit": ${count}` }];
  }
  if (sample.complete || next !== undefined || count % 10 !== 0) return [];
  const found = `asks for ${limit} records, and gets ${count}: that may be all, or the most that the API gives`;
  return [{ severity: "warning", code: "page-size-unclear", where, found, suggestion: "--pages 2 shows which" }];
}

/** Other paginators take a page of any size; smaller ones cost requests. */
function checkPageSize({ sample }: Probed, first: RawPage): readonly Finding[] {
  const count = first.rows.length;
  const [name, value] = [...first.url.searchParams].find(([param]) => LIMITS.includes(plain(param))) ?? [];
  const wanted = Number(value);
  if (name === undefined || !Number.isInteger(wanted) || count === 0 || count >= wanted) return [];
  const more = moreThan(first, count, 1);
  if (more === undefined || sample.complete) return [];
  const found = `${name} asks for ${wanted} records, and gets ${count} though ${more}`;
  const where = `endpoint.params.${name}`;
  return [{ severity: "note", code: "page-size-clamped", where, found, suggestion: `"${name}": ${count}` }];
}

/** Whether the fields that end a reading are in the answer. */
function checkPaths({ sample, paths }: Probed, first: RawPage): readonly Finding[] {
  const { paginator } = sample.resource;
  const signs = signsOf(first);
  const isThere = (value: unknown): boolean => value !== undefined && value !== null;
  if (paginator.kind === "offset" || paginator.kind === "page_number") {
    const { total, hasMore } = paginator;
    return [
      ...(total !== null && !isThere(paths.total?.(first.body))
        ? [withoutTotal(total.selector.text, paginator.kind, signs)]
        : []),
      ...(hasMore !== null && !isThere(paths.hasMore?.(first.body)) ? [withoutHasMore(hasMore.text, signs)] : []),
    ];
  }
  return paginator.kind === "cursor" && paginator.hasMore !== null && !isThere(paths.hasMore?.(first.body))
    ? [withoutHasMore(paginator.hasMore.text, signs)]
    : [];
}

function withoutTotal(path: string, kind: "offset" | "page_number", { total, pages }: MoreSigns): Finding {
  const other = kind === "offset" ? total : pages;
  const found =
    other === undefined
      ? `the answer has no ${path}: reading ends at an empty page, one request later`
      : `the answer has no ${path}, but ${other.path}`;
  const suggestion = `"total_path": ${other === undefined ? "null" : JSON.stringify(other.path)}`;
  return { severity: "note", code: "no-total", where: `${WHERE}.total_path`, found, suggestion };
}

function withoutHasMore(path: string, { hasMore }: MoreSigns): Finding {
  const where = `${WHERE}.has_more_path`;
  const found = `the answer has no ${path}: reading ends after its first page`;
  if (hasMore === undefined) return { severity: "warning", code: "no-has-more", where, found };
  const suggestion = `"has_more_path": ${JSON.stringify(hasMore.path)}`;
  return { severity: "error", code: "no-has-more", where, found: `${found}; it has ${hasMore.path}`, suggestion };
}

/** A paginator that is found out anew in every run changes with the first answer. */
function hardcode(first: RawPage): readonly Finding[] {
  const proposed = suggestion(first);
  const found = "auto finds the paginator out in every run";
  const line = proposed.suggestion ?? '"paginator": "single_page", if this is all there is';
  return [{ severity: "note", code: "paginator-detected", where: WHERE, found, suggestion: line }];
}

function suggestion(page: RawPage): Pick<Finding, "suggestion"> {
  const proposed = pagingOfSample(page);
  return proposed === undefined ? {} : { suggestion: `"paginator": ${JSON.stringify(proposed.paginator.value)}` };
}
