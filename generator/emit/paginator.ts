import type { OffsetPaginatorModel, ResourceModel } from "../model/model.js";
import { type Code, literal, numberLiteral } from "./encode.js";
import type { Imports } from "./imports.js";
import { firstMatchCode } from "./path-code.js";

const PAGING_VALUES = "./http/paging-values.js";

export interface PaginatorView {
  /** How the resource is read, as the end of a sentence for its comment. */
  readonly manner: string;
  readonly view: object;
}

/** What the template partial of a paginator needs. */
export function paginatorView(resource: ResourceModel, imports: Imports): PaginatorView {
  const { paginator } = resource;
  switch (paginator.kind) {
    case "single_page":
      return { manner: " in one request", view: { constants: [] } };
    case "offset":
      return { manner: offsetManner(paginator), view: offsetView(paginator, resource.maxPages, imports) };
  }
}

/** Only what ends this reading, or cannot be trusted to end it, is emitted. */
function offsetView(paginator: OffsetPaginatorModel, maxPages: number | null, imports: Imports): object {
  const { total, hasMore, maximumOffset } = paginator;
  const guarded = hasMore === null && total?.required !== true;
  if (guarded) imports.value("./http/loop-guard.js", "createLoopGuard");
  return {
    constants: [
      { name: "LIMIT", value: numberLiteral(paginator.limit) },
      ...(maximumOffset === null ? [] : [{ name: "MAXIMUM_OFFSET", value: numberLiteral(maximumOffset) }]),
      ...(maxPages === null ? [] : [{ name: "MAX_PAGES", value: numberLiteral(maxPages) }]),
    ],
    first: numberLiteral(paginator.offset),
    guarded,
    unlessTotal: guarded && total !== null,
    knownTotal: total !== null && !total.required ? totalCode(total.selector.path, "readTotal", [], imports) : null,
    requiredTotal:
      total?.required === true
        ? totalCode(
            total.selector.path,
            "requireTotal",
            ["client.redact", "url", literal(total.selector.text)],
            imports,
          )
        : null,
    total: total !== null,
    maximumOffset: maximumOffset !== null,
    maxPages: maxPages !== null,
    stopAfterEmptyPage: paginator.stopAfterEmptyPage,
    hasMore:
      hasMore && totalCode(hasMore.path, "requireFlag", ["client.redact", "url", literal(hasMore.text)], imports),
  };
}

function totalCode(
  path: Parameters<typeof firstMatchCode>[0],
  helper: string,
  more: readonly Code[],
  imports: Imports,
): Code {
  const found = firstMatchCode(path, "response.body", imports);
  return `${imports.value(PAGING_VALUES, helper)}(${[found, ...more].join(", ")})`;
}

function offsetManner({ total, hasMore, maximumOffset, stopAfterEmptyPage, limit }: OffsetPaginatorModel): string {
  const ends = [
    ...(total === null ? [] : [`the total at \`${total.selector.text}\` is reached`]),
    ...(maximumOffset === null ? [] : [`offset ${maximumOffset} is reached`]),
    ...(hasMore === null ? [] : [`\`${hasMore.text}\` is false`]),
    ...(stopAfterEmptyPage ? ["a page is empty"] : []),
  ];
  return ` in pages of ${limit} until ${ends.join(" or ")}`;
}
