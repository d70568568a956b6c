import {
  child,
  entries,
  resolve,
  type MediaTypeKey,
  type OperationNode,
  type ResponseKey,
  type ResponseNode,
  type SchemaNode,
  type Spec,
  type SpecNode,
} from "./spec.js";

/**
 * The schema of what an operation answers: the first success status that has one, in JSON or in whatever the spec takes
 * for JSON; undefined when it has none.
 */
export function responseSchema(spec: Spec, operation: OperationNode): SchemaNode | undefined {
  const responses = entries<ResponseKey>(child(operation, "responses"));
  const successes = responses
    .filter(([status]) => /^2(\d\d|XX)$/i.test(status) || status === "default")
    .sort(([left], [right]) => rank(left) - rank(right));
  for (const [, located] of successes) {
    const schema = schemaOf(spec, resolve(spec, located));
    if (schema !== undefined) return schema;
  }
  return undefined;
}

/** 200 first, then the other statuses in order, then ranges, then `default`. */
function rank(status: string): number {
  if (status === "200") return 0;
  if (status === "default") return 1_000;
  return /^\d+$/.test(status) ? Number(status) : 999;
}

function schemaOf(spec: Spec, response: ResponseNode): SchemaNode | undefined {
  if (spec.dialect === "2.0") return child(response, "schema");
  return jsonSchemaOf(child(response, "content"));
}

/** The schema of the media type that is JSON, or is taken for JSON. */
export function jsonSchemaOf(content: SpecNode | undefined): SchemaNode | undefined {
  const types = entries<MediaTypeKey>(content);
  const json = types.find(([type]) => /^(application|text)\/json\b/i.test(type));
  const alike = types.find(([type]) => /\+json\b|^\*\/\*|^application\/\*/i.test(type));
  return child((json ?? alike)?.[1], "schema");
}

/** The names of the headers of the first success status. */
export function responseHeaders(spec: Spec, operation: OperationNode): readonly string[] {
  const success = entries<ResponseKey>(child(operation, "responses")).find(([status]) => /^2/.test(status));
  return success === undefined ? [] : entries(child(resolve(spec, success[1]), "headers")).map(([name]) => name);
}
