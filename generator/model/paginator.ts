import { type ConfigNode, entryOf } from "../read/document.js";
import { flag, integer, text } from "../config/reader.js";
import { parsePath } from "../paths/parse.js";
import type { OffsetPaginatorModel, PaginatorModel, SelectorModel, TotalModel } from "./model.js";

/** dlt's order: the endpoint's paginator, the single-entity rule, the client's; `auto` counts as not set. */
export function resolvePaginator(
  endpoint: ConfigNode | undefined,
  singleEntity: boolean,
  client: ConfigNode | undefined,
): PaginatorModel {
  const written = paginatorType(endpoint) === "auto" ? undefined : endpoint;
  const chosen = written ?? (singleEntity ? undefined : client);
  if (chosen === undefined || paginatorType(chosen) === "single_page") return { kind: "single_page" };
  if (paginatorType(chosen) === "offset") return resolveOffset(chosen);
  throw new Error("a paginator that is not emitted: the validator lets none through");
}

function paginatorType(node: ConfigNode | undefined): string | undefined {
  return node?.kind === "string" ? node.value : text(node, "type");
}

function resolveOffset(node: ConfigNode): OffsetPaginatorModel {
  const stopAfterEmptyPage = flag(node, "stop_after_empty_page") ?? true;
  const hasMore = text(node, "has_more_path") ?? "";
  return {
    kind: "offset",
    limit: integer(node, "limit") ?? 0,
    offset: integer(node, "offset") ?? 0,
    offsetParam: text(node, "offset_param") ?? "offset",
    limitParam: text(node, "limit_param") ?? "limit",
    total: resolveTotal(node, stopAfterEmptyPage),
    maximumOffset: integer(node, "maximum_offset") ?? null,
    stopAfterEmptyPage,
    hasMore: hasMore === "" ? null : resolveSelector(hasMore),
  };
}

/**
 * dlt's default `total` fails on an API that sends none. Design, section 5: a path that nobody wrote never fails, unless
 * empty pages do not end the reading either.
 */
function resolveTotal(node: ConfigNode, stopAfterEmptyPage: boolean): TotalModel | null {
  const written = entryOf(node, "total_path")?.value;
  if (written === undefined) return { selector: resolveSelector("total"), required: !stopAfterEmptyPage };
  if (written.kind !== "string" || written.value === "") return null;
  return { selector: resolveSelector(written.value), required: true };
}

export function resolveSelector(selector: string): SelectorModel {
  const parsed = parsePath(selector);
  if (parsed.kind !== "path") throw new Error("a path that does not parse: the validator lets none through");
  return { text: selector, path: parsed.path };
}
