import {
  entryOf,
  valueOf,
  type ConfigDocument,
  type ConfigNode,
  type MapEntry,
  type MapNode,
} from "../read/document.js";
import type { Span } from "../read/document.js";

/** A resource with everything it inherits. */
export interface EffectiveResource {
  readonly name: string;
  /** Where the name is written. */
  readonly nameSpan: Span;
  /** `resources[0]`. */
  readonly path: string;
  /** The merged resource; `endpoint` is always a map with a `path`. Entries keep the places they are written at. */
  readonly node: MapNode;
}

/**
 * The resources of a config with `resource_defaults` merged in as dlt does: the resource's keys win;
 * `endpoint` is merged key by key, its `params` and `json` once more by key, and `columns` by column and hint; all else
 * is replaced as a whole. Defaults come first, and what replaces one takes its position, so parameters keep dlt's order.
 *
 * What is no resource, or has no name, is left out: the validator reports it.
 */
export function effectiveResources(document: ConfigDocument): EffectiveResource[] {
  const listed = entryOf(document.root, "resources")?.value;
  const defaults = asMap(valueOf(document.root, "resource_defaults"));
  if (listed?.kind !== "list") return [];
  return listed.items.flatMap((item, index) => {
    const resource = expand(item);
    const name = entryOf(resource, "name")?.value;
    if (resource === undefined || name?.kind !== "string") return [];
    const node = mergeResource(defaults, withEndpoint(resource, name));
    return [{ name: name.value, nameSpan: name.span, path: `resources[${index}]`, node }];
  });
}

/** A text is both name and path. */
function expand(item: ConfigNode): MapNode | undefined {
  if (item.kind === "map") return item;
  if (item.kind !== "string") return undefined;
  return mapNode(item.span, [entry("name", item), entry("endpoint", mapNode(item.span, [entry("path", item)]))]);
}

/** The endpoint as a map with a path, which is the resource's name by default. */
function withEndpoint(resource: MapNode, name: ConfigNode): MapNode {
  const written = entryOf(resource, "endpoint");
  const endpoint =
    written?.value.kind === "string"
      ? mapNode(written.value.span, [entry("path", written.value)])
      : (asMap(written?.value) ?? mapNode(resource.span, []));
  const complete = entryOf(endpoint, "path") === undefined ? withEntry(endpoint, entry("path", name)) : endpoint;
  return withEntry(resource, { ...(written ?? entry("endpoint", complete)), value: complete });
}

function mergeResource(defaults: MapNode | undefined, resource: MapNode): MapNode {
  if (defaults === undefined) return resource;
  const merged = mergeMaps(defaults, resource);
  const endpoint = mergeEndpoints(asMap(valueOf(defaults, "endpoint")), asMap(valueOf(resource, "endpoint")));
  const withMergedEndpoint = replaceValue(merged, "endpoint", endpoint);
  return replaceValue(
    withMergedEndpoint,
    "columns",
    mergeColumns(valueOf(defaults, "columns"), valueOf(resource, "columns")),
  );
}

function mergeEndpoints(defaults: MapNode | undefined, endpoint: MapNode | undefined): MapNode | undefined {
  if (defaults === undefined || endpoint === undefined) return endpoint;
  let merged = mergeMaps(defaults, endpoint);
  for (const key of ["params", "json"]) {
    const [inherited, own] = [asMap(valueOf(defaults, key)), asMap(valueOf(endpoint, key))];
    if (inherited !== undefined && own !== undefined) merged = replaceValue(merged, key, mergeMaps(inherited, own));
  }
  return merged;
}

/** Both forms, merged as a map by column and by hint; undefined when one side has none. */
function mergeColumns(defaults: ConfigNode | undefined, columns: ConfigNode | undefined): MapNode | undefined {
  const [inherited, own] = [columnsByName(defaults), columnsByName(columns)];
  if (inherited === undefined || own === undefined || own.entries.length === 0) return undefined;
  const merged = mergeMaps(inherited, own);
  return mapNode(
    merged.span,
    merged.entries.map((column) => {
      const [before, after] = [asMap(valueOf(inherited, column.key)), asMap(valueOf(own, column.key))];
      return before === undefined || after === undefined ? column : { ...column, value: mergeMaps(before, after) };
    }),
  );
}

function columnsByName(columns: ConfigNode | undefined): MapNode | undefined {
  if (columns?.kind !== "list") return asMap(columns);
  const entries = columns.items.flatMap((item): MapEntry[] => {
    const name = valueOf(item, "name");
    return name?.kind === "string" ? [{ key: name.value, keySpan: name.span, value: item }] : [];
  });
  return mapNode(columns.span, entries);
}

/** The entries of both; where a key is in both, the second's entry at the first's position. */
function mergeMaps(first: MapNode, second: MapNode): MapNode {
  const entries = new Map(first.entries.map((item) => [item.key, item]));
  for (const item of second.entries) entries.set(item.key, item);
  return mapNode(second.span, [...entries.values()]);
}

function withEntry(node: MapNode, added: MapEntry): MapNode {
  return mergeMaps(node, mapNode(node.span, [added]));
}

function replaceValue(node: MapNode, key: string, value: ConfigNode | undefined): MapNode {
  if (value === undefined) return node;
  const entries = node.entries.map((item) => (item.key === key ? { ...item, value } : item));
  return mapNode(node.span, entries);
}

function asMap(node: ConfigNode | undefined): MapNode | undefined {
  return node?.kind === "map" ? node : undefined;
}

function entry(key: string, value: ConfigNode): MapEntry {
  return { key, keySpan: value.span, value };
}

function mapNode(span: Span, entries: readonly MapEntry[]): MapNode {
  return { kind: "map", span, entries };
}
