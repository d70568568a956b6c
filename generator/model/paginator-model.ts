import type { ModuleReference } from "../modules/module-reference.js";
import type { SelectorModel } from "./request-model.js";

export type PaginatorModel =
  | { readonly kind: "single_page" }
  /** The first answer decides. */
  | { readonly kind: "auto" }
  | OffsetPaginatorModel
  | PageNumberPaginatorModel
  | JsonLinkPaginatorModel
  | HeaderLinkPaginatorModel
  | CursorPaginatorModel
  | HeaderCursorPaginatorModel
  | CustomPaginatorModel;

/** A function of the user's. */
export interface CustomPaginatorModel {
  readonly kind: "custom";
  readonly function: ModuleReference;
}

/** Where a request carries what its paginator counts or was given. */
export type CarrierModel =
  | { readonly kind: "param"; readonly name: string }
  | { readonly kind: "header"; readonly name: string }
  /** The keys that lead to it in the JSON body. */
  | { readonly kind: "body"; readonly path: readonly string[] };

/** What ends the reading of numbered pages; dlt's RangePaginator. */
export interface RangeRules {
  readonly total: TotalModel | null;
  /** The offset or page number that is not asked for any more; null: none. */
  readonly maximum: number | null;
  readonly stopAfterEmptyPage: boolean;
  /** Beyond dlt. */
  readonly stopOnShortPage: boolean;
  readonly hasMore: SelectorModel | null;
}

/** Where an answer says how many records or pages there are. */
export interface TotalModel {
  readonly selector: SelectorModel;
  /** Whether an answer without it is an error: it was written in the config, or nothing else ends the reading. */
  readonly required: boolean;
}

/** dlt's OffsetPaginator: a page is asked for by the number of records before it. */
export interface OffsetPaginatorModel extends RangeRules {
  readonly kind: "offset";
  readonly limit: number;
  /** The first offset. */
  readonly offset: number;
  readonly offsetCarrier: CarrierModel;
  readonly limitCarrier: CarrierModel;
}

/** dlt's PageNumberPaginator; the total counts pages. */
export interface PageNumberPaginatorModel extends RangeRules {
  readonly kind: "page_number";
  /** The number of the API's first page. */
  readonly basePage: number;
  /** The first page asked for. */
  readonly page: number;
  readonly pageCarrier: CarrierModel;
}

/** dlt's JSONLinkPaginator: the body has the address of the next page. */
export interface JsonLinkPaginatorModel {
  readonly kind: "json_link";
  readonly next: SelectorModel;
}

/** dlt's HeaderLinkPaginator: the `Link` header has it. */
export interface HeaderLinkPaginatorModel {
  readonly kind: "header_link";
  /** The link's whole `rel` text. */
  readonly rel: string;
}

/** dlt's JSONResponseCursorPaginator. */
export interface CursorPaginatorModel {
  readonly kind: "cursor";
  readonly cursor: SelectorModel;
  /** What the path is applied to; the last record is beyond dlt. */
  readonly from: "body" | "last_record";
  readonly carrier: CarrierModel;
  readonly stopAfterEmptyPage: boolean;
  /** Beyond dlt. */
  readonly stopOnShortPage: boolean;
  readonly hasMore: SelectorModel | null;
}

/** dlt's HeaderCursorPaginator. */
export interface HeaderCursorPaginatorModel {
  readonly kind: "header_cursor";
  /** Name of the response header. */
  readonly header: string;
  readonly carrier: CarrierModel;
}
