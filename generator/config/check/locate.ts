import type { Place } from "../../diagnostics/collector.js";
import { shorten } from "../../diagnostics/show.js";
import type { ConfigDocument, ConfigNode, MapEntry, Span } from "../../read/document.js";

/** Tells where the parts of a config are, in the file and in the config. */
export interface Locator {
  node(node: ConfigNode): Place;
  key(entry: MapEntry): Place;
  /** The bracket a map or list begins with: what lacks something is not underlined as a whole. Scalars are. */
  opening(node: ConfigNode): Place;
  /** Part of a text, by offsets into its value; the whole text where escapes keep these from being found. */
  within(node: ConfigNode, start: number, end: number): Place;
}

const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;

export function createLocator(document: ConfigDocument): Locator {
  let paths: ReadonlyMap<ConfigNode, string> | undefined;
  const pathOf = (node: ConfigNode): string => {
    paths ??= pathsIn(document.root);
    return paths.get(node) ?? "";
  };
  const at = (span: Span, node: ConfigNode): Place => ({ span, path: pathOf(node) });
  return {
    node: (node) => at(node.span, node),
    key: (entry) => at(entry.keySpan, entry.value),
    opening: (node) => {
      const { start, end } = node.span;
      return at(node.kind === "map" || node.kind === "list" ? { start, end: start + 1 } : { start, end }, node);
    },
    within: (node, start, end) => at(spanWithin(document.text, node, start, end), node),
  };
}

/** `resources[0].endpoint.params["X-A"]` for every node. */
function pathsIn(root: ConfigNode): Map<ConfigNode, string> {
  const paths = new Map<ConfigNode, string>([[root, ""]]);
  for (const [node, path] of paths) {
    if (node.kind === "list") node.items.forEach((item, index) => paths.set(item, `${path}[${index}]`));
    if (node.kind !== "map") continue;
    for (const { key, value } of node.entries) paths.set(value, path + segment(key, path === ""));
  }
  return paths;
}

function segment(key: string, first: boolean): string {
  if (!PLAIN_KEY.test(key)) return `[${JSON.stringify(shorten(key))}]`;
  return first ? key : `.${key}`;
}

function spanWithin(text: string, node: ConfigNode, start: number, end: number): Span {
  if (node.kind !== "string") return node.span;
  const source = text.slice(node.span.start, node.span.end);
  for (const quotes of [1, 3]) {
    if (source.slice(quotes, -quotes) !== node.value) continue;
    const first = node.span.start + quotes;
    return { start: first + start, end: first + Math.max(end, start + 1) };
  }
  return node.span;
}
