import { effectiveResources, type EffectiveResource } from "../config/resources.js";
import { indexLines } from "../diagnostics/lines.js";
import { type ConfigDocument, type ConfigNode, type Span, valueOf } from "../read/document.js";
import type { Finding } from "./finding.js";

/** Where a config says what a finding of one of its resources is about: `shop.json:9:21`. */
export type FindPlace = (resource: string, finding: Finding) => string | undefined;

/** Of a key that the config does not have, the place is that of what would hold it. */
export function createFindPlace(file: string, document: ConfigDocument): FindPlace {
  const lines = indexLines(document.text);
  const resources = new Map(effectiveResources(document).map((resource) => [resource.name, resource]));
  const client = valueOf(document.root, "client");
  return (name, { where }) => {
    const resource = resources.get(name);
    if (resource === undefined) return undefined;
    const { line, column } = lines.position(spanOf(resource, client, where.split(".")).start);
    return `${file}:${line}:${column}`;
  };
}

/** A paginator that the endpoint leaves to the client stands there. */
function spanOf({ node, nameSpan }: EffectiveResource, client: ConfigNode | undefined, keys: readonly string[]): Span {
  const [first = "", second = "", ...rest] = keys;
  const endpoint = valueOf(node, "endpoint");
  const inherits = first === "endpoint" && second === "paginator" && valueOf(endpoint, "paginator") === undefined;
  const shared = inherits ? valueOf(client, "paginator") : undefined;
  if (shared !== undefined) return deepest(shared, rest).span;
  const found = deepest(node, keys);
  return found === node || found === endpoint ? nameSpan : found.span;
}

function deepest(node: ConfigNode, keys: readonly string[]): ConfigNode {
  const [key, ...rest] = keys;
  const inner = key === undefined ? undefined : valueOf(node, key);
  return inner === undefined ? node : deepest(inner, rest);
}
