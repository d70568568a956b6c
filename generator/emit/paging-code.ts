import type { PagingValue } from "../model/body-model.js";
import type { CarrierModel, PaginatorModel } from "../model/paginator-model.js";
import type { Code } from "./encode.js";

/** What a paginator puts into each request, and where. */
export interface PagingPart {
  readonly carrier: CarrierModel;
  readonly value: PagingValue;
}

export function pagingParts(paginator: PaginatorModel): readonly PagingPart[] {
  switch (paginator.kind) {
    case "offset":
      return [
        { carrier: paginator.offsetCarrier, value: "offset" },
        { carrier: paginator.limitCarrier, value: "limit" },
      ];
    case "page_number":
      return [{ carrier: paginator.pageCarrier, value: "page" }];
    case "cursor":
    case "header_cursor":
      return [{ carrier: paginator.carrier, value: "cursor" }];
    case "auto":
    case "custom":
    case "single_page":
    case "json_link":
    case "header_link":
      return [];
  }
}

/** The name that a paging value has in a reader. */
export function pagingCode(value: PagingValue): Code {
  switch (value) {
    case "offset":
      return "offset";
    case "limit":
      return "LIMIT";
    case "page":
      return "pageNumber";
    case "cursor":
      return "cursor";
  }
}
