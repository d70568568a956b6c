import { isObject } from "./spec.js";

/** Keys of these hold a schema, a response, … under a name of the author's: `example` may be one. */
const NAMED = new Set([
  ...["properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "schemas", "responses", "headers"],
  ...[
    "parameters",
    "requestBodies",
    "callbacks",
    "links",
    "securitySchemes",
    "pathItems",
    "paths",
    "webhooks",
    "content",
  ],
  ...["encoding", "variables", "mapping", "scopes"],
]);

/** `x-ms-examples` are Azure's, each in a file of its own. */
const EXAMPLE = /^(x-.*)?examples?$/;

/**
 * Takes the examples that are objects or lists out of a document. They are data of the API, in which `$ref` is a field as any
 * other, and the files that they lead to say nothing about types.
 */
export function removeExamples(document: unknown): void {
  const seen = new Set<object>();
  const pending: { readonly value: unknown; readonly isNamed: boolean }[] = [{ value: document, isNamed: false }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, isNamed } = next;
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const [key, inner] of Object.entries(value)) {
      const isExample = isObject(value) && !isNamed && EXAMPLE.test(key);
      if (isExample && typeof inner === "object" && inner !== null) Reflect.deleteProperty(value, key);
      else pending.push({ value: inner, isNamed: isObject(value) && !isNamed && NAMED.has(key) });
    }
  }
}
