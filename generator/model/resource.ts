import { settingName } from "../config/references.js";
import { placeholdersOf } from "../config/templates.js";
import { flag, integer, text } from "../config/reader.js";
import type { EffectiveResource } from "../config/resources.js";
import { isSingleEntity } from "../config/rules/single-entity.js";
import type { References } from "./references.js";
import { type ConfigNode, entryOf, valueOf } from "../read/document.js";
import type { PagingValue } from "./body-model.js";
import { resolveBody } from "./body.js";
import { unescapeBraces } from "./braces.js";
import { resolveHeaders } from "./client.js";
import { isCursorParam, resolveCursor, startParam, withBounds } from "./cursor.js";
import type { ParentModel, ResourceModel, ResourceNames } from "./model.js";
import type { HeaderModel, ParamModel, RequestTextModel, RuntimePart } from "./request-model.js";
import type { CarrierModel, PaginatorModel } from "./paginator-model.js";
import { resolvePaginator, resolveSelector } from "./paginator.js";
import { resolveSteps } from "./steps.js";
import { resolveParamsOf } from "./parent.js";
import { isListParam, partitionParts, resolvePartitions } from "./partitions.js";
import { entryParams, hasOpenNames } from "./params.js";
import { bindPath } from "./path.js";
import { resolveActions } from "./response-actions.js";
import type { RuntimeTexts } from "./runtime-values.js";
import { resolveRenamedFields, resolveTypes } from "./types.js";
import { resolveTable } from "./table.js";
import { fillTemplate, resolveName, type TemplateContext } from "./template.js";
import { urlModel } from "./url.js";
import { writtenRequest } from "./written-request.js";

/** `client` supplies what an endpoint may leave to it: the paginator and the limit of pages. */
export function resolveResource(
  resource: EffectiveResource,
  names: ResourceNames,
  parent: ParentModel | null,
  client: ConfigNode | undefined,
  values: RuntimeTexts,
  references: References,
): Omit<ResourceModel, "auth" | "sharedFields" | "checkpoint"> {
  const endpoint = valueOf(resource.node, "endpoint");
  const path = text(endpoint, "path") ?? resource.name;
  const params = valueOf(endpoint, "params");
  const resolved = new Map<string, RuntimePart>([
    ...resolveParamsOf(endpoint),
    ...partitionParts(params),
    ...settingParts(path, params, values),
  ]);
  const bound = bindPath(path, params, new Set(resolved.keys()));
  const singleEntity = isSingleEntity(path);
  const paginator = resolvePaginator(
    valueOf(endpoint, "paginator"),
    singleEntity,
    valueOf(client, "paginator"),
    references.modules,
  );
  const cursor = resolveCursor(resource, references.modules);
  const context: TemplateContext = { cursor, resolved };
  const selector = text(endpoint, "data_selector") ?? (singleEntity ? "$" : "");
  const renamedFields = resolveRenamedFields(resource);
  const specified = references.specs?.open({
    ...{ node: resource.node, path, selector: selector === "" ? null : resolveSelector(selector).path },
    method: text(endpoint, "method") === "POST" ? "post" : "get",
    baseUrl: literalBaseUrl(client),
    selectorNode: valueOf(endpoint, "data_selector"),
    request: writtenRequest(endpoint, client, paginator, bound.used),
  });
  const types = resolveTypes(resource, names, renamedFields, references, specified);
  const steps = resolveSteps(resource, references.modules);
  return {
    name: resource.name,
    names,
    method: text(endpoint, "method") === "POST" ? "POST" : "GET",
    url: urlModel(bound.path, context),
    params: withBounds(resolveParams(params, values, context, new Set(bound.used), countedParams(paginator)), cursor),
    headers: resolveHeaders(valueOf(endpoint, "headers"), values).map((header) => templateHeader(header, context)),
    body: resolveBody(endpoint, paginator, values, context),
    actions: resolveActions(endpoint, references.modules),
    paginator,
    selector: selector === "" ? null : resolveSelector(selector),
    maxPages: integer(client, "max_pages") ?? null,
    parent,
    cursor,
    partitions: resolvePartitions(params),
    parallelized: flag(resource.node, "parallelized") ?? false,
    selected: entryOf(resource.node, "selected")?.value.kind !== "null" && (flag(resource.node, "selected") ?? true),
    renamedFields,
    types,
    steps,
    table: resolveTable(resource, steps.some(({ kind }) => kind !== "filter") ? null : types, references.nameLimit),
  };
}

/** The params that are settings and go into the path. */
function settingParts(
  path: string,
  params: ConfigNode | undefined,
  values: RuntimeTexts,
): readonly (readonly [string, RuntimePart])[] {
  if (params?.kind !== "map") return [];
  const inPath = new Set(placeholdersOf(path).map(({ name }) => name));
  return params.entries.flatMap(({ key, value }): readonly (readonly [string, RuntimePart])[] => {
    if (!inPath.has(key) || settingName(value) === undefined) return [];
    const setting = values.text(value, `${key} of the path`);
    return setting.kind === "setting" ? [[key, setting]] : [];
  });
}

/** Empty when it is a setting. */
function literalBaseUrl(client: ConfigNode | undefined): string {
  const baseUrl = valueOf(client, "base_url");
  return baseUrl?.kind === "string" ? baseUrl.value : "";
}

/**
 * A count that every request carries takes the place of the config's parameter of that name; a cursor does from the second
 * request on.
 */
function countedParams(paginator: PaginatorModel): ReadonlyMap<string, PagingValue> {
  const param = (carrier: CarrierModel, value: PagingValue): readonly [string, PagingValue][] => {
    return carrier.kind === "param" ? [[carrier.name, value]] : [];
  };
  if (paginator.kind === "page_number") return new Map(param(paginator.pageCarrier, "page"));
  if (paginator.kind !== "offset") return new Map();
  return new Map([...param(paginator.offsetCarrier, "offset"), ...param(paginator.limitCarrier, "limit")]);
}

/** dlt: lists repeat the parameter, nulls are left out. */
function resolveParams(
  params: ConfigNode | undefined,
  values: RuntimeTexts,
  context: TemplateContext,
  without: ReadonlySet<string>,
  counted: ReadonlyMap<string, PagingValue>,
): readonly ParamModel[] {
  if (params?.kind !== "map") return [];
  const entries = params.entries.filter(({ key }) => !without.has(key));
  // Names of the other kinds are no templates.
  const plain = entries.filter((entry) => !counted.has(entry.key) && !isCursorParam(entry) && !isListParam(entry));
  const isOpen = hasOpenNames(plain.map(({ key }) => resolveName(key, context)));
  return entries.flatMap((entry): readonly ParamModel[] => {
    const count = counted.get(entry.key);
    if (count !== undefined) return [{ name: entry.key, value: { kind: "paging", value: count } }];
    if (isCursorParam(entry)) return context.cursor === null ? [] : [startParam(entry.key, context.cursor)];
    if (isListParam(entry)) return [partitionParam(entry.key)];
    return entryParams(resolveName(entry.key, context), entry.value, isOpen, (item) =>
      fillTemplate(values.text(item, `query parameter ${entry.key}`), context),
    );
  });
}

function partitionParam(param: string): ParamModel {
  return { name: unescapeBraces(param), value: { kind: "template", parts: [{ kind: "partition", param }] } };
}

function templateHeader({ name, value }: HeaderModel, context: TemplateContext): HeaderModel<RequestTextModel> {
  return { name: unescapeBraces(name), value: value && fillTemplate(value, context) };
}
