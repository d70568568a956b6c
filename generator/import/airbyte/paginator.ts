import type { ConfigNode } from "../../read/document.js";
import type { Component, Import } from "./component.js";
import { partsOf, type TextPart } from "./interpolation.js";
import { pathText, plainText, type Value } from "./texts.js";

export interface ImportedPaging {
  /** Undefined: the paginator has no counterpart, or there is none. */
  readonly paginator: Value | undefined;
  /** Parameters that each request carries besides: the page size. */
  readonly params: readonly (readonly [string, Value])[];
}

/** Where a page's token or number goes. */
interface Carrier {
  readonly place: "param" | "body" | "header" | "url";
  readonly name: string;
}

/** The `paginator` of a config for that of a retriever. Airbyte reads one page when there is none. */
export function pagingOf(context: Import, component: Component | undefined): ImportedPaging {
  if (component === undefined || component.type === "NoPagination") {
    component?.done();
    return { paginator: { type: "single_page" }, params: [] };
  }
  const strategy = component.part("pagination_strategy");
  const token = carrierOf(context, component.part("page_token_option"));
  const sizeCarrier = carrierOf(context, component.part("page_size_option"));
  component.done();
  if (strategy === undefined) return { paginator: undefined, params: [] };
  const size = sizeOf(context, strategy);
  const paging = strategyOf(context, strategy, { token, sizeCarrier, size });
  strategy.done();
  return paging;
}

interface Sizes {
  readonly token: Carrier | undefined;
  readonly sizeCarrier: Carrier | undefined;
  readonly size: number | undefined;
}

function strategyOf(context: Import, strategy: Component, sizes: Sizes): ImportedPaging {
  switch (strategy.type) {
    case "PageIncrement":
      return pageNumber(context, strategy, sizes);
    case "OffsetIncrement":
      return offset(context, strategy, sizes);
    case "CursorPagination":
      return cursor(context, strategy, sizes);
    default:
      context.note(
        strategy.span,
        `pagination strategy ${strategy.type || "without type"} has no counterpart in a config`,
      );
      return { paginator: undefined, params: [] };
  }
}

/** Airbyte stops at a page with fewer records than the page size. */
function pageNumber(context: Import, strategy: Component, { token, sizeCarrier, size }: Sizes): ImportedPaging {
  const first = strategy.take("start_from_page");
  const base = first?.kind === "number" ? first.value : 0;
  const onFirst = strategy.take("inject_on_first_request");
  if (onFirst?.kind !== "boolean" || !onFirst.value) {
    context.note(strategy.span, "the first request carries the page number too, which Airbyte leaves out");
  }
  return {
    paginator: {
      type: "page_number",
      base_page: base,
      ...carried(context, strategy, token, "page_param", "page_body_path", "page"),
      total_path: null,
      stop_on_short_page: true,
    },
    params: sizeParam(context, strategy, sizeCarrier, size),
  };
}

function offset(context: Import, strategy: Component, { token, sizeCarrier, size }: Sizes): ImportedPaging {
  strategy.ignore("inject_on_first_request");
  if (size === undefined) {
    context.note(strategy.span, "an offset paginator needs a page size: 100 was written as limit");
  }
  return {
    paginator: {
      type: "offset",
      limit: size ?? 100,
      ...carried(context, strategy, token, "offset_param", "offset_body_path", "offset"),
      ...carried(context, strategy, sizeCarrier, "limit_param", "limit_body_path", "limit"),
      total_path: null,
      stop_on_short_page: true,
    },
    params: [],
  };
}

function cursor(context: Import, strategy: Component, { token, sizeCarrier, size }: Sizes): ImportedPaging {
  const params = sizeParam(context, strategy, sizeCarrier, size);
  const value = strategy.take("cursor_value");
  const stop = strategy.take("stop_condition");
  const [only, ...others] = value?.kind === "string" ? partsOf(value.value, strategy.parameters) : [];
  const found = only !== undefined && others.length === 0 ? sourceOf(only) : undefined;
  if (found === undefined) {
    context.note(value?.span ?? strategy.span, "this cursor value has no counterpart in a config: write a paginator");
    return { paginator: undefined, params };
  }
  noteStop(context, stop, found);
  if (found.kind === "link-header") return { paginator: { type: "header_link", links_next_key: found.rel }, params };
  if (token?.place === "url") {
    if (found.kind === "body") return { paginator: { type: "json_link", next_url_path: found.path }, params };
    context.note(strategy.span, "a next URL from this place has no counterpart in a config");
    return { paginator: undefined, params };
  }
  if (found.kind === "header") {
    return {
      paginator: { type: "header_cursor", cursor_key: found.name, cursor_param: token?.name ?? "cursor" },
      params,
    };
  }
  const where =
    token?.place === "header"
      ? { cursor_header: token.name }
      : carried(context, strategy, token, "cursor_param", "cursor_body_path", "cursor");
  return {
    paginator: {
      type: "cursor",
      cursor_path: found.path,
      ...(found.kind === "last_record" && { cursor_from: "last_record" }),
      ...where,
    },
    params,
  };
}

type CursorSource =
  | { readonly kind: "body" | "last_record"; readonly path: string }
  | { readonly kind: "header"; readonly name: string }
  | { readonly kind: "link-header"; readonly rel: string };

function sourceOf(part: TextPart): CursorSource | undefined {
  if (part.kind === "expression") {
    // The usual guards around a key: `response.next or ''`, `response['next'] if response['next'] else None`.
    const guarded = /^(.+?)\s+(?:or\s+.*|if\s+.*)$/.exec(part.text)?.[1];
    const [inner] = guarded === undefined ? [] : partsOf(`{{ ${guarded} }}`, new Map());
    return inner?.kind === "variable" ? sourceOf(inner) : undefined;
  }
  if (part.kind !== "variable") return undefined;
  const { root, keys } = part;
  if (root === "response" && keys.length > 0) return { kind: "body", path: pathText(keys) };
  if (root === "last_record" && keys.length > 0) return { kind: "last_record", path: pathText(keys) };
  if (root === "last_records" && keys[0] === "-1") return { kind: "last_record", path: pathText(keys.slice(1)) };
  if (root !== "headers") return undefined;
  const [name = "", rel, url] = keys;
  if (name.toLowerCase() === "link" && rel !== undefined && url === "url") return { kind: "link-header", rel };
  return { kind: "header", name };
}

/** A stop that says only that the cursor is missing is what every cursor paginator does. */
function noteStop(context: Import, stop: ConfigNode | undefined, source: CursorSource): void {
  if (stop === undefined) return;
  const text = stop.kind === "string" ? stop.value.replace(/^\{\{|\}\}$/g, "").trim() : "";
  const keys = source.kind === "body" ? source.path.split(/[.[\]']+/).filter((key) => key !== "") : [];
  const saysMissing =
    /^not\b|\bis none$|\bis not defined$|==\s*(''|""|None|none|null)$/i.test(text) &&
    keys.every((key) => text.includes(key));
  const hasMore = /^not\s+(.*)$/.exec(text)?.[1];
  if (saysMissing && keys.length > 0) return;
  const hint = hasMore !== undefined && hasMore.includes("response") ? "; has_more_path may say the same" : "";
  context.note(stop.span, `the stop condition was left out: reading ends where there is no cursor${hint}`);
}

function carrierOf(context: Import, option: Component | undefined): Carrier | undefined {
  if (option === undefined) return undefined;
  if (option.type === "RequestPath") {
    option.done();
    return { place: "url", name: "" };
  }
  const fieldPath = option.take("field_path");
  const name =
    fieldPath?.kind === "list"
      ? fieldPath.items.flatMap((item) => plainText(item, option.parameters) ?? []).join(".")
      : plainText(option.take("field_name"), option.parameters);
  const place = plainText(option.take("inject_into"), option.parameters);
  option.done();
  if (name === undefined) {
    context.note(option.span, "the name of this request option is not known before the run");
    return undefined;
  }
  if (place === "body_data") context.note(option.span, "a form body cannot carry pages: a query parameter was written");
  return {
    name,
    place: place === "header" ? "header" : place === "body_json" ? "body" : place === "path" ? "url" : "param",
  };
}

function carried(
  context: Import,
  strategy: Component,
  carrier: Carrier | undefined,
  param: string,
  bodyPath: string,
  standard: string,
): { readonly [key: string]: Value } {
  if (carrier === undefined) return {};
  if (carrier.place === "body") return { [bodyPath]: carrier.name };
  if (carrier.place !== "param")
    context.note(strategy.span, `${param} was written for a ${carrier.place}, which it cannot go to`);
  return carrier.name === standard ? {} : { [param]: carrier.name };
}

function sizeParam(
  context: Import,
  strategy: Component,
  carrier: Carrier | undefined,
  size: number | undefined,
): ImportedPaging["params"] {
  if (carrier === undefined || size === undefined) return [];
  if (carrier.place !== "param") {
    context.note(strategy.span, `the page size goes to a ${carrier.place} in Airbyte: write it into headers or json`);
    return [];
  }
  return [[carrier.name, size]];
}

function sizeOf(context: Import, strategy: Component): number | undefined {
  const node = strategy.take("page_size");
  if (node === undefined) return undefined;
  const size = Number(plainText(node, strategy.parameters));
  if (Number.isInteger(size)) return size;
  context.note(node.span, "a page size that is known only at run time was left out");
  return undefined;
}
