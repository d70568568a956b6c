import type { WrittenRequest } from "../openapi/params.js";
import { type ConfigNode, type MapEntry, valueOf } from "../read/document.js";
import { text } from "../config/reader.js";
import { isCursorParam } from "./cursor.js";
import type { CarrierModel, PaginatorModel } from "./paginator-model.js";

/** What a config says of the requests of an endpoint, for a comparison with its operation. `used` went into the path. */
export function writtenRequest(
  endpoint: ConfigNode | undefined,
  client: ConfigNode | undefined,
  paginator: PaginatorModel,
  used: readonly string[],
): WrittenRequest {
  const params = entriesOf(valueOf(endpoint, "params"));
  const paging = paginator.kind === "single_page" ? undefined : pagingNode(endpoint, client);
  const incremental = valueOf(endpoint, "incremental");
  const path = valueOf(endpoint, "path");
  const carriers = carriersOf(paginator);
  const hasOldCursor = params.some(isCursorParam);
  const limit = valueOf(paging, "limit");
  return {
    params: params.filter(({ key }) => !used.includes(key)),
    pathParams: params.filter(({ key }) => used.includes(key)),
    names: [
      ...["page_param", "offset_param", "limit_param", "cursor_param"].flatMap((key) => valueOf(paging, key) ?? []),
      ...(hasOldCursor ? [] : ["start_param", "end_param"].flatMap((key) => valueOf(incremental, key) ?? [])),
    ].filter((node) => node.kind === "string" && node.value !== ""),
    values: limit === undefined || carriers.limit === undefined ? [] : [{ name: carriers.limit, node: limit }],
    headers: [...entriesOf(valueOf(client, "headers")), ...entriesOf(valueOf(endpoint, "headers"))],
    implied: [...carriers.all, ...keyNames(endpoint, client), ...queryNames(path)],
    path,
  };
}

function pagingNode(endpoint: ConfigNode | undefined, client: ConfigNode | undefined): ConfigNode | undefined {
  const own = valueOf(endpoint, "paginator");
  return own === undefined || (own.kind === "string" && own.value === "auto") ? valueOf(client, "paginator") : own;
}

function carriersOf(paginator: PaginatorModel): { readonly all: readonly string[]; readonly limit?: string } {
  const names = (...carriers: readonly CarrierModel[]) =>
    carriers.flatMap((carrier) => (carrier.kind === "param" ? [carrier.name] : []));
  switch (paginator.kind) {
    case "offset": {
      const [limit] = names(paginator.limitCarrier);
      return { all: names(paginator.offsetCarrier, paginator.limitCarrier), ...(limit !== undefined && { limit }) };
    }
    case "page_number":
      return { all: names(paginator.pageCarrier) };
    case "cursor":
    case "header_cursor":
      return { all: names(paginator.carrier) };
    default:
      return { all: [] };
  }
}

/** An API key in the query is sent by the auth. */
function keyNames(endpoint: ConfigNode | undefined, client: ConfigNode | undefined): readonly string[] {
  return [valueOf(endpoint, "auth"), valueOf(client, "auth")].flatMap((auth) => text(auth, "name") ?? []);
}

function queryNames(path: ConfigNode | undefined): readonly string[] {
  const query = path?.kind === "string" ? path.value.split("?")[1] : undefined;
  return query === undefined ? [] : query.split("&").map((pair) => pair.split("=")[0] ?? "");
}

function entriesOf(node: ConfigNode | undefined): readonly MapEntry[] {
  return node?.kind === "map" ? node.entries : [];
}
