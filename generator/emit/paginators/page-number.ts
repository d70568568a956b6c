import type { PageNumberPaginatorModel } from "../../model/paginator-model.js";
import { type Code, numberLiteral } from "../encode.js";
import type { Imports } from "../imports.js";
import type { PaginatorView } from "../paginator.js";
import { rangeEnds, rangeView } from "./range.js";

export function pageNumberView(paginator: PageNumberPaginatorModel, imports: Imports): PaginatorView {
  const { basePage, maximum, page, total } = paginator;
  const endsEarly = paginator.stopAfterEmptyPage || paginator.stopOnShortPage || paginator.hasMore !== null;
  return {
    manner: ` page by page, from page ${page}, until ${rangeEnds(paginator, "page").join(" or ")}`,
    partial: "paginator/page_number",
    constants: maximum === null ? [] : [{ name: "MAXIMUM_PAGE", value: numberLiteral(maximum) }],
    view: {
      ...rangeView(paginator, imports),
      first: numberLiteral(page),
      pagesSoFar: pagesSoFarCode(basePage),
      // Where nothing but the total ends the reading, no page can be missing.
      warns: total !== null && endsEarly,
      readBefore: numberLiteral(page - basePage),
    },
  };
}

/** How many of the API's pages come up to the one just read, itself included. */
function pagesSoFarCode(basePage: number): Code {
  if (basePage === 1) return "pageNumber";
  return basePage < 1 ? `pageNumber + ${numberLiteral(1 - basePage)}` : `pageNumber - ${numberLiteral(basePage - 1)}`;
}
