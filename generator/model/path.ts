import { type ConfigNode, valueOf } from "../read/document.js";
import { scalarText } from "./runtime-values.js";
import { quoteSegment } from "./url.js";

const PLACEHOLDER = /\{([A-Za-z0-9._-]+)\}/g;

export interface BoundPath {
  readonly path: string;
  /** Params that went into the path: they leave the query. */
  readonly used: readonly string[];
}

/**
 * Puts literal params into the path. dlt inserts a value as it is; here it is percent-encoded, all but `/`, so that a
 * value can neither begin a query nor climb.
 */
export function bindPath(path: string, params: ConfigNode | undefined): BoundPath {
  const used: string[] = [];
  const bound = path.replaceAll("{}", "").replace(PLACEHOLDER, (placeholder, name: string) => {
    const value = valueOf(params, name);
    if (value === undefined) return placeholder;
    used.push(name);
    return quoteSegment(value.kind === "list" ? pythonList(value.items) : scalarText(value));
  });
  return { path: bound, used };
}

/**
 * dlt: a path whose last segment has a placeholder names one entity, which is read whole and in one request unless the
 * config says otherwise.
 */
export function isSingleEntity(path: string): boolean {
  return new RegExp(PLACEHOLDER.source).test(path.replace(/\/+$/, "").split("/").at(-1) ?? "");
}

/** dlt writes a list into a path as Python prints it. */
function pythonList(items: readonly ConfigNode[]): string {
  const texts = items.map((item) => {
    if (item.kind === "string") return item.value.includes("'") ? `"${item.value}"` : `'${item.value}'`;
    if (item.kind === "null") return "None";
    if (item.kind === "boolean") return item.value ? "True" : "False";
    return item.kind === "list" ? pythonList(item.items) : scalarText(item);
  });
  return `[${texts.join(", ")}]`;
}
