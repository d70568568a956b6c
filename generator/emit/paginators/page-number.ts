import type { PageNumberPaginatorModel } from "../../model/paginator-model.js";
import { type Code, numberLiteral } from "../encode.js";
import type { Imports } from "../imports.js";
import type { PaginatorView } from "../paginator.js";
import { aheadCode, rangeEnds, rangeView } from "./range.js";

export function pageNumberView(
  paginator: PageNumberPaginatorModel,
  isAhead: boolean,
  maxPages: number | null,
  imports: Imports,
): PaginatorView {
  const { basePage, maximum, page, total } = paginator;
  const endsEarly = paginator.stopAfterEmptyPage || paginator.stopOnShortPage || paginator.hasMore !== null;
  // Where nothing but the total ends the reading, no page can be missing.
  const warns = total !== null && endsEarly;
  const ends = [
    basePage === 0 ? "total ?? 0" : `total === undefined ? 0 : total + ${numberLiteral(basePage)}`,
    ...(maximum === null ? [] : ["MAXIMUM_PAGE"]),
    ...(maxPages === null ? [] : [page === 0 ? "MAX_PAGES" : `${numberLiteral(page)} + MAX_PAGES`]),
  ];
  return {
    manner: ` page by page, from page ${page}, until ${rangeEnds(paginator, "page").join(" or ")}`,
    partial: "paginator/page_number",
    constants: maximum === null ? [] : [{ name: "MAXIMUM_PAGE", value: numberLiteral(maximum) }],
    view: {
      ...rangeView(paginator, imports),
      first: numberLiteral(page),
      pagesSoFar: pagesSoFarCode(basePage),
      warns,
      keepsTotal: warns || isAhead,
      end: isAhead ? aheadCode(ends, imports) : null,
      readBefore: numberLiteral(page - basePage),
    },
  };
}

/** How many of the API's pages come up to the one just read, itself included. */
function pagesSoFarCode(basePage: number): Code {
  if (basePage === 1) return "pageNumber";
  return basePage < 1 ? `pageNumber + ${numberLiteral(1 - basePage)}` : `pageNumber - ${numberLiteral(basePage - 1)}`;
}
