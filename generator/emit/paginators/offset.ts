import type { OffsetPaginatorModel } from "../../model/paginator-model.js";
import { numberLiteral } from "../encode.js";
import type { Imports } from "../imports.js";
import type { PaginatorView } from "../paginator.js";
import { aheadCode, rangeEnds, rangeView } from "./range.js";

export function offsetView(
  paginator: OffsetPaginatorModel,
  isAhead: boolean,
  maxPages: number | null,
  imports: Imports,
): PaginatorView {
  const { limit, maximum, offset } = paginator;
  const ends = [
    "total ?? 0",
    ...(maximum === null ? [] : ["MAXIMUM_OFFSET"]),
    ...(maxPages === null ? [] : [`${offset === 0 ? "" : `${numberLiteral(offset)} + `}MAX_PAGES * LIMIT`]),
  ];
  return {
    manner: ` in pages of ${limit} until ${rangeEnds(paginator, "offset").join(" or ")}`,
    partial: "paginator/offset",
    constants: [
      { name: "LIMIT", value: numberLiteral(limit) },
      ...(maximum === null ? [] : [{ name: "MAXIMUM_OFFSET", value: numberLiteral(maximum) }]),
    ],
    view: {
      ...rangeView(paginator, imports),
      first: numberLiteral(offset),
      end: isAhead ? aheadCode(ends, imports) : null,
    },
  };
}
