import type { Modules } from "../modules/modules.js";
import { type ConfigNode, entryOf, valueOf } from "../read/document.js";
import { flag, integer, text } from "../config/reader.js";
import { parsePath } from "../paths/parse.js";
import type { SelectorModel } from "./request-model.js";
import type {
  CarrierModel,
  CursorPaginatorModel,
  OffsetPaginatorModel,
  PageNumberPaginatorModel,
  PaginatorModel,
  RangeRules,
  TotalModel,
} from "./paginator-model.js";

/**
 * dlt's order: the endpoint's paginator, the single-entity rule, the client's, detection. `auto` means that the next one
 * decides, but keeps the single-entity rule away, as any paginator of an endpoint does.
 */
export function resolvePaginator(
  endpoint: ConfigNode | undefined,
  singleEntity: boolean,
  client: ConfigNode | undefined,
  modules: Modules,
): PaginatorModel {
  if (endpoint === undefined && singleEntity) return { kind: "single_page" };
  const chosen = [endpoint, client].find((node) => node !== undefined && paginatorType(node) !== "auto");
  if (chosen === undefined) return { kind: "auto" };
  switch (paginatorType(chosen)) {
    case "single_page":
      return { kind: "single_page" };
    case "offset":
      return resolveOffset(chosen);
    case "page_number":
      return resolvePageNumber(chosen);
    case "json_link":
    case "json_response":
      return { kind: "json_link", next: resolveSelector(text(chosen, "next_url_path") ?? "next") };
    case "header_link":
      return { kind: "header_link", rel: text(chosen, "links_next_key") ?? "next" };
    case "cursor":
      return resolveCursor(chosen);
    case "header_cursor":
      return {
        kind: "header_cursor",
        header: text(chosen, "cursor_key") ?? "next",
        carrier: { kind: "param", name: text(chosen, "cursor_param") ?? "cursor" },
      };
    case "custom": {
      const module = valueOf(chosen, "module");
      if (module === undefined) throw new Error("no module: the validator lets no such config through");
      return { kind: "custom", function: modules.reference(module) };
    }
    default:
      throw new Error("a paginator that is not emitted: the validator lets none through");
  }
}

function paginatorType(node: ConfigNode | undefined): string | undefined {
  return node?.kind === "string" ? node.value : text(node, "type");
}

function resolveOffset(node: ConfigNode): OffsetPaginatorModel {
  return {
    kind: "offset",
    limit: integer(node, "limit") ?? 0,
    offset: integer(node, "offset") ?? 0,
    offsetCarrier: resolveCarrier(node, "offset"),
    limitCarrier: resolveCarrier(node, "limit"),
    ...resolveRangeRules(node, "maximum_offset"),
  };
}

function resolvePageNumber(node: ConfigNode): PageNumberPaginatorModel {
  const basePage = integer(node, "base_page") ?? 0;
  return {
    kind: "page_number",
    basePage,
    page: integer(node, "page") ?? basePage,
    pageCarrier: resolveCarrier(node, "page"),
    ...resolveRangeRules(node, "maximum_page"),
  };
}

function resolveCursor(node: ConfigNode): CursorPaginatorModel {
  const header = text(node, "cursor_header") ?? "";
  return {
    kind: "cursor",
    cursor: resolveSelector(text(node, "cursor_path") ?? "cursors.next"),
    from: text(node, "cursor_from") === "last_record" ? "last_record" : "body",
    carrier: header === "" ? resolveCarrier(node, "cursor") : { kind: "header", name: header },
    stopAfterEmptyPage: flag(node, "stop_after_empty_page") ?? false,
    stopOnShortPage: flag(node, "stop_on_short_page") ?? false,
    hasMore: resolveHasMore(node),
  };
}

/** A value travels in the JSON body when a body path is written, else in the query under its own name by default. */
function resolveCarrier(node: ConfigNode, what: "offset" | "limit" | "page" | "cursor"): CarrierModel {
  const bodyPath = text(node, `${what}_body_path`) ?? "";
  if (bodyPath !== "") return { kind: "body", path: bodyPath.split(".") };
  return { kind: "param", name: text(node, `${what}_param`) ?? what };
}

function resolveRangeRules(node: ConfigNode, maximum: string): RangeRules {
  const stopAfterEmptyPage = flag(node, "stop_after_empty_page") ?? true;
  const stopOnShortPage = flag(node, "stop_on_short_page") ?? false;
  return {
    total: resolveTotal(node, stopAfterEmptyPage),
    maximum: integer(node, maximum) ?? null,
    stopAfterEmptyPage,
    stopOnShortPage,
    hasMore: resolveHasMore(node),
  };
}

function resolveHasMore(node: ConfigNode): SelectorModel | null {
  const path = text(node, "has_more_path") ?? "";
  return path === "" ? null : resolveSelector(path);
}

/**
 * dlt's default `total` fails on an API that sends none. Unlike there, a path that nobody wrote never fails, unless
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
