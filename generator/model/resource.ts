import { normalizePath } from "../../templates/load/naming.js";
import { flag, integer, text } from "../config/reader.js";
import type { EffectiveResource } from "../config/resources.js";
import { type ConfigNode, entryOf, valueOf } from "../read/document.js";
import { resolveHeaders } from "./client.js";
import type { HeaderModel, ParamModel, ResourceModel, ResourceNames, TableModel, TextModel } from "./model.js";
import { resolvePaginator, resolveSelector } from "./paginator.js";
import { bindPath, isSingleEntity } from "./path.js";
import { type RuntimeValues, scalarText } from "./runtime-values.js";
import { urlModel } from "./url.js";

/** `client` supplies what an endpoint may leave to it: the paginator and the limit of pages. */
export function resolveResource(
  resource: EffectiveResource,
  names: ResourceNames,
  client: ConfigNode | undefined,
  values: RuntimeValues,
): ResourceModel {
  const endpoint = valueOf(resource.node, "endpoint");
  const path = text(endpoint, "path") ?? resource.name;
  const params = valueOf(endpoint, "params");
  const bound = bindPath(path, params);
  const singleEntity = isSingleEntity(path);
  const paginator = resolvePaginator(valueOf(endpoint, "paginator"), singleEntity, valueOf(client, "paginator"));
  const taken = paginator.kind === "offset" ? [paginator.offsetParam, paginator.limitParam] : [];
  const selector = text(endpoint, "data_selector") ?? (singleEntity ? "$" : "");
  return {
    name: resource.name,
    names,
    url: urlModel(bound.path),
    params: resolveParams(params, values, new Set([...bound.used, ...taken])),
    headers: resolveHeaders(valueOf(endpoint, "headers"), values).map(unescapeHeader),
    paginator,
    selector: selector === "" ? null : resolveSelector(selector),
    maxPages: integer(client, "max_pages") ?? null,
    selected: entryOf(resource.node, "selected")?.value.kind !== "null" && (flag(resource.node, "selected") ?? true),
    table: resolveTable(resource),
  };
}

/** dlt: lists repeat the parameter, nulls are left out; a paginator's own parameter replaces the config's. */
function resolveParams(
  params: ConfigNode | undefined,
  values: RuntimeValues,
  without: ReadonlySet<string>,
): readonly ParamModel[] {
  if (params?.kind !== "map") return [];
  return params.entries
    .filter(({ key }) => !without.has(key))
    .flatMap(({ key, value }) => scalars(value).map((item) => paramModel(key, item, values)));
}

function paramModel(name: string, node: ConfigNode, values: RuntimeValues): ParamModel {
  return { name: unescapeBraces(name), value: unescapeText(values.text(node, `query parameter ${name}`)) };
}

function scalars(node: ConfigNode): readonly ConfigNode[] {
  if (node.kind === "list") return node.items.flatMap(scalars);
  return node.kind === "null" ? [] : [node];
}

function unescapeHeader({ name, value }: HeaderModel): HeaderModel {
  return { name: unescapeBraces(name), value: value && unescapeText(value) };
}

function unescapeText(value: TextModel): TextModel {
  return value.kind === "literal" ? { ...value, text: unescapeBraces(value.text) } : value;
}

/** dlt reads an endpoint's params and headers as format strings: doubled braces stand for single ones. */
function unescapeBraces(value: string): string {
  return value.replaceAll("{{", "{").replaceAll("}}", "}");
}

/** dlt's defaults: a resource appends, and unpacks 1000 levels. */
function resolveTable({ name, node }: EffectiveResource): TableModel {
  const disposition = valueOf(node, "write_disposition");
  const word = disposition?.kind === "map" ? valueOf(disposition, "disposition") : disposition;
  const key = valueOf(node, "primary_key");
  const keyFields = key === undefined ? [] : (key.kind === "list" ? key.items : [key]).map(scalarText);
  return {
    name: normalizePath(text(node, "table_name") ?? name),
    writeDisposition: writeDisposition(word),
    keyFields,
    primaryKey: keyFields.map((field) => normalizePath(field)),
    maxTableNesting: integer(node, "max_table_nesting") ?? 1_000,
    maxColumns: integer(node, "max_columns") ?? 1_000,
  };
}

function writeDisposition(word: ConfigNode | undefined): TableModel["writeDisposition"] {
  const written = word === undefined ? "append" : scalarText(word);
  return written === "replace" || written === "merge" ? written : "append";
}
