import type { ClientModel, ResourceModel } from "../model/model.js";
import { isListReadAhead } from "./concurrency.js";
import { type Code, numberLiteral } from "./encode.js";
import type { Imports } from "./imports.js";
import { autoView } from "./paginators/auto.js";
import { cursorView, headerCursorView } from "./paginators/cursor.js";
import { customView } from "./paginators/custom.js";
import { headerLinkView, jsonLinkView } from "./paginators/link.js";
import { offsetView } from "./paginators/offset.js";
import { pageNumberView } from "./paginators/page-number.js";

export interface PaginatorView {
  /** How the resource is read, as the end of a sentence for its comment. */
  readonly manner: string;
  /** The template partial. */
  readonly partial: string;
  readonly constants: readonly ConstantView[];
  /** What the partial shows. */
  readonly view: object;
}

export interface ConstantView {
  readonly name: string;
  readonly value: Code;
}

/** What the template partial of a paginator needs: only what ends this reading, or cannot be trusted to end it. */
export function paginatorView(resource: ResourceModel, client: ClientModel, imports: Imports): PaginatorView {
  const view = viewOf(resource, isListReadAhead(resource, client), imports);
  if (resource.maxPages === null || resource.paginator.kind === "single_page") return withMaxPages(view, []);
  return withMaxPages(view, [{ name: "MAX_PAGES", value: numberLiteral(resource.maxPages) }]);
}

function viewOf({ maxPages, paginator }: ResourceModel, isAhead: boolean, imports: Imports): PaginatorView {
  switch (paginator.kind) {
    case "auto":
      return autoView(imports);
    case "custom":
      return customView(paginator, imports);
    case "single_page":
      return { manner: " in one request", partial: "paginator/single_page", constants: [], view: {} };
    case "offset":
      return offsetView(paginator, isAhead, maxPages, imports);
    case "page_number":
      return pageNumberView(paginator, isAhead, maxPages, imports);
    case "json_link":
      return jsonLinkView(paginator, imports);
    case "header_link":
      return headerLinkView(paginator, imports);
    case "cursor":
      return cursorView(paginator, imports);
    case "header_cursor":
      return headerCursorView(paginator, imports);
  }
}

function withMaxPages(view: PaginatorView, constants: readonly ConstantView[]): PaginatorView {
  return {
    ...view,
    constants: [...view.constants, ...constants],
    view: { ...view.view, maxPages: constants.length > 0 },
  };
}
