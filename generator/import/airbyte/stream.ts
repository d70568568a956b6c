import type { Component, Import } from "./component.js";
import { authOf } from "./auth.js";
import { cursorOf, withWindows } from "./incremental.js";
import { pagingOf } from "./paginator.js";
import { partitionsOf } from "./partitions.js";
import { errorsOf } from "./responses.js";
import { schemaOf } from "./schema.js";
import { pathText, plainText, valueOf, type TextScope, type Value } from "./texts.js";

/** A stream of a manifest as a resource, and what of it the whole client shares. */
export interface ImportedStream {
  readonly name: string;
  readonly resource: Record<string, Value>;
  readonly endpoint: Record<string, Value>;
  readonly baseUrl: Value | undefined;
  readonly auth: Value | undefined;
  readonly maxRetries: number | undefined;
  /** Streams that this one reads for its own requests. */
  readonly parents: readonly Component[];
}

/** Undefined when the stream cannot be one: that is noted. */
export function streamOf(context: Import, stream: Component): ImportedStream | undefined {
  const name = plainText(stream.take("name"), stream.parameters);
  const retriever = stream.part("retriever");
  if (name === undefined || retriever === undefined) {
    context.note(stream.span, "a stream needs a name and a retriever");
    return undefined;
  }
  if (retriever.type !== "SimpleRetriever" && retriever.type !== "") {
    context.note(
      retriever.span,
      `retriever ${retriever.type} has no counterpart in a config: stream ${name} was left out`,
    );
    return undefined;
  }
  const partitions = partitionsOf(context, retriever.parts("partition_router"));
  const cursor = cursorOf(context, stream.part("incremental_sync"));
  const settings = new Map<string, Value>();
  const scope: TextScope = {
    variable: (root, keys) => {
      if (root === "config" && keys.length > 0) return settingParam(settings, keys.join("."));
      if (root === "partition" && /^(start_time|end_time)$/.test(keys[0] ?? "")) {
        return keys[0] === "start_time" ? "{incremental.start_value}" : "{incremental.end_value}";
      }
      return root === "partition" ? partitions.texts.get(keys[0] ?? "") : undefined;
    },
  };
  const requester = retriever.part("requester");
  const request = requester && requestOf(context, requester, scope);
  const paging = pagingOf(context, retriever.part("paginator"));
  const selector = selectorOf(context, retriever.part("record_selector"));
  retriever.ignore("ignore_stream_slicer_parameters_on_paginated_requests", "name", "path");
  retriever.ignore("primary_key", "cursor_field");
  retriever.done();
  const params = Object.fromEntries([
    ...(request?.params ?? []),
    ...[...paging.params, ...partitions.params, ...settings],
  ]);
  const { path, method, headers, json, data, responseActions } = request ?? NO_REQUEST;
  const sent: Record<string, Value> = {
    ...(path !== undefined && { path }),
    ...(method === "POST" && { method }),
    ...(Object.keys(params).length > 0 && { params }),
    ...(json !== undefined && { json }),
    ...(data !== undefined && { data }),
    ...(headers !== undefined && { headers }),
  };
  const incremental = withWindows(context, cursor, sent);
  const endpoint: Record<string, Value> = {
    ...sent,
    ...(selector !== undefined && { data_selector: selector }),
    ...(paging.paginator !== undefined && { paginator: paging.paginator }),
    ...(incremental !== undefined && { incremental }),
    ...(responseActions.length > 0 && { response_actions: responseActions }),
  };
  const key = keyOf(context, stream);
  const resource: Record<string, Value> = {
    name,
    ...(key !== undefined && { primary_key: key, write_disposition: "merge" }),
    ...schemaOf(context, stream.part("schema_loader"), name),
  };
  for (const step of stream.parts("transformations")) {
    context.note(
      step.span,
      `${step.type || "this transformation"} is code: write it as a function in processing_steps`,
    );
  }
  stream.ignore("state_migrations", "file_uploader", "cursor_field", "path");
  stream.done();
  return {
    ...{ name, resource, endpoint, parents: partitions.parents },
    ...{ baseUrl: request?.baseUrl, auth: request?.auth, maxRetries: request?.maxRetries },
  };
}

/** A setting within a path is a param that the path takes. */
function settingParam(settings: Map<string, Value>, name: string): string {
  const param = name.replace(/[^A-Za-z0-9_-]/g, "_");
  settings.set(param, { $config: name });
  return `{${param}}`;
}

interface ImportedRequest {
  readonly baseUrl: Value | undefined;
  readonly path: Value | undefined;
  readonly method: string;
  readonly params: readonly (readonly [string, Value])[];
  readonly headers: Value | undefined;
  readonly json: Value | undefined;
  readonly data: Value | undefined;
  readonly auth: Value | undefined;
  readonly responseActions: readonly Value[];
  readonly maxRetries: number | undefined;
}

const NO_REQUEST: ImportedRequest = {
  ...{ baseUrl: undefined, path: undefined, method: "GET", params: [], headers: undefined, json: undefined },
  ...{ data: undefined, auth: undefined, responseActions: [], maxRetries: undefined },
};

function requestOf(context: Import, requester: Component, scope: TextScope): ImportedRequest {
  if (requester.type !== "HttpRequester" && requester.type !== "") {
    context.note(requester.span, `requester ${requester.type} has no counterpart in a config`);
  }
  // Settings, and values of a list, stand in a path only.
  const elsewhere: TextScope = {
    variable: (root, keys) => {
      const text = root === "config" ? undefined : scope.variable?.(root, keys);
      return text !== undefined && /^\{(resources|incremental)\./.test(text) ? text : undefined;
    },
  };
  const value = (key: string, own: TextScope = elsewhere): Value | undefined => {
    const node = requester.take(key);
    return node && valueOf(context, node, requester.parameters, own);
  };
  // One URL in newer manifests, base and path in older ones.
  const whole = value("url", scope);
  const base = baseOf(context, requester);
  const path = value("path", scope);
  const params = value("request_parameters");
  const errors = errorsOf(context, requester.part("error_handler"));
  const auth = authOf(context, requester.part("authenticator"));
  const request: ImportedRequest = {
    baseUrl: base ?? (typeof whole === "string" && URL.canParse(whole) ? new URL(whole).origin : whole),
    path: path ?? (typeof whole === "string" && URL.canParse(whole) ? new URL(whole).pathname : undefined),
    method: plainText(requester.take("http_method"), requester.parameters)?.toUpperCase() ?? "GET",
    params: isFields(params) ? Object.entries(params) : [],
    headers: nonEmpty(value("request_headers")),
    json: nonEmpty(value("request_body_json")),
    data: nonEmpty(value("request_body_data")),
    auth,
    ...errors,
  };
  requester.ignore("use_cache", "name", "primary_key", "cursor_field");
  requester.done();
  return request;
}

/** A base URL that is made of settings is one setting. */
function baseOf(context: Import, requester: Component): Value | undefined {
  const node = requester.take("url_base");
  if (node === undefined) return undefined;
  const text = plainText(node, requester.parameters);
  if (text !== undefined) return text;
  const shown =
    node.kind === "string" ? node.value.replace(/\{\{\s*config(?:\.|\[['"])([\w-]+)(?:['"]\])?\s*\}\}/g, "<$1>") : "";
  context.note(node.span, `the base URL depends on settings: it is one setting, base_url, e.g. ${shown}`);
  return { $config: "base_url" };
}

function selectorOf(context: Import, component: Component | undefined): string | undefined {
  const extractor = component?.part("extractor");
  const filter = component?.take("record_filter");
  if (filter !== undefined)
    context.note(filter.span, "a record filter is an expression: write it as a function in processing_steps");
  component?.ignore("schema_normalization", "transform_before_filtering");
  component?.done();
  if (extractor === undefined) return undefined;
  if (extractor.type !== "DpathExtractor" && extractor.type !== "") {
    context.note(extractor.span, `extractor ${extractor.type} has no counterpart in a config`);
    return undefined;
  }
  const path = extractor.take("field_path");
  extractor.ignore("decoder");
  extractor.done();
  const keys = path?.kind === "list" ? path.items.flatMap((item) => plainText(item, extractor.parameters) ?? []) : [];
  return keys.length === 0
    ? "$"
    : keys
        .map((key, index) => (key === "*" ? "[*]" : pathText([key]).replace(/^(?=[A-Za-z_])/, index === 0 ? "" : ".")))
        .join("");
}

function keyOf(context: Import, stream: Component): Value | undefined {
  const node = stream.take("primary_key");
  if (node === undefined) return undefined;
  if (node.kind !== "list") return plainText(node, stream.parameters);
  const keys = node.items.flatMap((item) => plainText(item, stream.parameters) ?? []);
  if (keys.length < node.items.length)
    context.note(node.span, "a nested key is written as a column name, e.g. customer__id");
  return keys.length === 0 ? undefined : keys.length === 1 ? keys[0] : keys;
}

function nonEmpty(value: Value | undefined): Value | undefined {
  return isFields(value) && Object.keys(value).length === 0 ? undefined : value;
}

function isFields(value: Value | undefined): value is { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
