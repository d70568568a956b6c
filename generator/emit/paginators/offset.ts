import type { OffsetPaginatorModel } from "../../model/paginator-model.js";
import { numberLiteral } from "../encode.js";
import type { Imports } from "../imports.js";
import type { PaginatorView } from "../paginator.js";
import { rangeEnds, rangeView } from "./range.js";

export function offsetView(paginator: OffsetPaginatorModel, imports: Imports): PaginatorView {
  const { limit, maximum, offset } = paginator;
  return {
    manner: ` in pages of ${limit} until ${rangeEnds(paginator, "offset").join(" or ")}`,
    partial: "paginator/offset",
    constants: [
      { name: "LIMIT", value: numberLiteral(limit) },
      ...(maximum === null ? [] : [{ name: "MAXIMUM_OFFSET", value: numberLiteral(maximum) }]),
    ],
    view: { ...rangeView(paginator, imports), first: numberLiteral(offset) },
  };
}
