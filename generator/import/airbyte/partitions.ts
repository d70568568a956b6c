import type { Component, Import } from "./component.js";
import { plainText, type Value } from "./texts.js";

/** How often an endpoint is read: once for each row of a parent, or for each value of a list. */
export interface ImportedPartitions {
  /** What `stream_partition.<name>` becomes in a text. */
  readonly texts: ReadonlyMap<string, string>;
  readonly params: readonly (readonly [string, Value])[];
  /** The parent's stream, which has to be a resource. */
  readonly parents: readonly Component[];
}

/** The partitions of a retriever's `partition_router`. */
export function partitionsOf(context: Import, routers: readonly Component[]): ImportedPartitions {
  const texts = new Map<string, string>();
  const params: (readonly [string, Value])[] = [];
  const parents: Component[] = [];
  if (routers.length > 1) {
    const [, second] = routers;
    if (second !== undefined) context.note(second.span, "a config combines one parent with lists, not several parents");
  }
  for (const router of routers) {
    if (router.type === "ListPartitionRouter") readList(context, router, texts, params);
    else if (router.type === "SubstreamPartitionRouter") readParents(context, router, texts, params, parents);
    else context.note(router.span, `partition router ${router.type || "without type"} has no counterpart in a config`);
    router.done();
  }
  return { texts, params, parents };
}

function readList(
  context: Import,
  router: Component,
  texts: Map<string, string>,
  params: (readonly [string, Value])[],
): void {
  const field = plainText(router.take("cursor_field"), router.parameters) ?? "value";
  const values = router.take("values");
  const option = router.part("request_option");
  if (values?.kind !== "list") {
    context.note(values?.span ?? router.span, "the values of a list are known only at run time: write them as a list");
    return;
  }
  const list = values.items.flatMap((item) => plainText(item, router.parameters) ?? []);
  const name = option === undefined ? field : (plainText(option.take("field_name"), option.parameters) ?? field);
  option?.ignore("inject_into");
  option?.done();
  params.push([name, { type: "list", values: list }]);
  // Without a request option the value stands in the path, which takes the param of that name.
  texts.set(field, `{${name}}`);
}

function readParents(
  context: Import,
  router: Component,
  texts: Map<string, string>,
  params: (readonly [string, Value])[],
  parents: Component[],
): void {
  for (const config of router.parts("parent_stream_configs")) {
    const stream = config.part("stream");
    const key = plainText(config.take("parent_key"), config.parameters);
    const field = plainText(config.take("partition_field"), config.parameters);
    const name = stream && plainText(stream.take("name"), stream.parameters);
    config.ignore("incremental_dependency", "lazy_read_pointer");
    const option = config.part("request_option");
    config.done();
    if (stream === undefined || name === undefined || key === undefined || field === undefined) {
      context.note(config.span, "a parent needs a stream with a name, parent_key and partition_field");
      continue;
    }
    parents.push(stream);
    texts.set(field, `{resources.${name}.${key}}`);
    texts.set("parent_slice", `{resources.${name}.${key}}`);
    if (option === undefined) continue;
    params.push([plainText(option.take("field_name"), option.parameters) ?? field, `{resources.${name}.${key}}`]);
    if (plainText(option.take("inject_into"), option.parameters) !== "request_parameter") {
      context.note(option.span, "the parent's key goes to a query parameter here");
    }
    option.done();
  }
}
