import type { ResourceModel, SourceModel } from "../model/model.js";
import type { UrlModel } from "../model/request-model.js";
import { bodyCode, isPaged } from "./body.js";
import { type Code, literal, propertyName, templateLiteral } from "./encode.js";
import type { Imports } from "./imports.js";
import { pagingParts } from "./paging-code.js";
import { queryCode } from "./query-code.js";
import { RESPONSE_ACTIONS } from "./response-actions.js";
import { headerCode, partCode, requestHeaderEntries } from "./value-code.js";

const OPTIONS = "client.options";

/** What a reader needs of its requests: what is the same for all pages, and the request of one page. */
export function requestView(resource: ResourceModel, imports: Imports): object {
  const { body, headers } = resource;
  imports.type("./client.js", "ApiRequest");
  imports.value("./http/url.js", "requestUrl");
  const paged = body !== null && isPaged(body);
  const bodyExpression = body && bodyCode(body, OPTIONS, imports);
  const parts = [
    `url: ${urlCode(resource, imports)}`,
    ...(resource.method === "POST" ? [`method: "POST"`] : []),
    ...headersPart(resource, imports),
    ...(resource.auth === null ? [] : [`auth: ${literal(resource.auth)}`]),
    ...(resource.actions.length > 0 ? ["actions: actOn"] : []),
    ...(bodyExpression === null ? [] : [paged ? `body: ${bodyExpression}` : "body"]),
  ];
  return {
    headers: headers.length > 0 ? requestHeaderEntries(headers, OPTIONS, imports) : null,
    body: paged ? null : bodyExpression,
    request: `{ ${parts.join(", ")} }`,
  };
}

/** What the client must be able to send and to hand over, for the sake of any resource. */
export function requestsView(model: SourceModel, imports: Imports): object {
  const { resources } = model;
  const post = resources.some(({ method }) => method === "POST");
  const body = resources.some((resource) => resource.body !== null);
  const getWithBody = resources.some((resource) => resource.method === "GET" && resource.body !== null);
  const kinds = resources.map(({ paginator }) => paginator.kind);
  const actions = resources.some((resource) => resource.actions.length > 0);
  if (body) imports.type("./http/request-body.js", "RequestBody");
  if (actions) {
    for (const name of ["ResponseAction", "ResponseActions"]) imports.type(RESPONSE_ACTIONS, name);
    imports.value("./http/errors.js", "requestMessage");
    for (const name of ["ResponseFailed", "ResponseIgnored"]) imports.value(RESPONSE_ACTIONS, name);
    if (resources.some(asksFunctions)) imports.type(RESPONSE_ACTIONS, "ActionResponse");
  }
  return {
    post,
    body,
    actions,
    actionFunctions: resources.some(asksFunctions),
    postOrBody: post || body,
    ownContentType: namesContentType(model),
    fetch: getWithBody ? imports.value("./http/fetch-with-body.js", "fetchWithBody") : "globalThis.fetch",
    nextLinks:
      kinds.includes("auto") ||
      kinds.includes("custom") ||
      kinds.includes("json_link") ||
      kinds.includes("header_link"),
    responseHeaders:
      kinds.includes("auto") ||
      kinds.includes("custom") ||
      kinds.includes("header_link") ||
      kinds.includes("header_cursor"),
  };
}

function asksFunctions({ actions }: ResourceModel): boolean {
  return actions.some(({ action }) => action.kind === "function");
}

/** Whether requests have headers that are not the client's, or leave out one of the client's. */
export function sendsHeaders(model: SourceModel): boolean {
  return namesContentType(model) || model.resources.some(hasHeaders);
}

function hasHeaders({ headers, paginator }: ResourceModel): boolean {
  return headers.length > 0 || pagingParts(paginator).some(({ carrier }) => carrier.kind === "header");
}

/** Whether the config names a content type, which a redirect that drops the body must drop with it. */
function namesContentType({ client, resources }: SourceModel): boolean {
  if (resources.every(({ method, body }) => method === "GET" && body === null)) return false;
  const headers = [...client.headers, ...resources.flatMap((resource) => resource.headers)];
  return headers.some(({ name }) => name.toLowerCase() === "content-type");
}

function headersPart({ headers, paginator }: ResourceModel, imports: Imports): readonly Code[] {
  const own = headers.length > 0;
  const [cursor] = pagingParts(paginator).flatMap(({ carrier }) => (carrier.kind === "header" ? [carrier.name] : []));
  if (cursor === undefined) return own ? ["headers"] : [];
  const first = headers.find(({ name }) => name.toLowerCase() === cursor.toLowerCase());
  const before = first?.value ? headerCode(first.name, first.value, OPTIONS, imports) : "null";
  return [`headers: { ${own ? "...headers, " : ""}${propertyName(first?.name ?? cursor)}: cursor ?? ${before} }`];
}

function urlCode(resource: ResourceModel, imports: Imports): Code {
  const target = targetCode(resource.url, imports);
  const query = queryCode(resource, OPTIONS, imports);
  return query === null ? `requestUrl(${target})` : `requestUrl(${target}, ${query})`;
}

/** The base and the path of a URL. */
function targetCode(url: UrlModel, imports: Imports): Code {
  switch (url.kind) {
    case "path":
      return `client.baseUrl, ${literal(url.path)}`;
    case "absolute":
      return `${literal(url.url)}, ""`;
    case "template": {
      const parts = url.parts.map((part) => (part.kind === "literal" ? part.text : { code: partCode(part, imports) }));
      const path = imports.value("./http/path.js", "pathOf") + templateLiteral(parts);
      return url.absolute ? `${path}, ""` : `client.baseUrl, ${path}`;
    }
  }
}
