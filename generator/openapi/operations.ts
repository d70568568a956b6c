import {
  child,
  entries,
  items,
  resolve,
  textOf,
  type OperationNode,
  type ParameterNode,
  type PathItemKey,
  type PathItemNode,
  type SchemaKey,
  type SchemaNode,
  type ServerKey,
  type Spec,
} from "./spec.js";

export const METHODS = ["get", "post"] as const;
export type Method = (typeof METHODS)[number];

/** One operation of a spec. */
export interface SpecOperation {
  readonly method: Method;
  /** As the spec writes it: `/repos/{owner}/issues`. */
  readonly path: string;
  /** With the path of the server before it. */
  readonly fullPath: string;
  readonly segments: OperationSegments;
  readonly node: OperationNode;
  /** Of the path and of the operation, which wins where both have one. */
  readonly parameters: readonly SpecParameter[];
}

interface OperationSegments {
  readonly path: readonly string[];
  readonly fullPath: readonly string[];
}

export interface SpecParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly node: ParameterNode;
}

/** The GET and POST operations of a spec, in its order. */
export function operationsOf(spec: Spec): readonly SpecOperation[] {
  const paths = child(spec.root, "paths");
  const base = basePathOf(spec);
  return entries<PathItemKey>(paths).flatMap(([path, located]) => {
    if (!path.startsWith("/")) return [];
    const item = resolve(spec, located);
    return METHODS.flatMap((method): SpecOperation[] => {
      const written: OperationNode | undefined = child(item, method);
      if (written === undefined) return [];
      // The standard has no references here, and documents of many files have them all the same.
      const node = resolve(spec, written);
      const parameters = parametersOf(spec, item, node);
      const fullPath = joinPaths(base, path);
      const split = { path: segments(path), fullPath: segments(fullPath) };
      return [{ method, path, fullPath, segments: split, node, parameters }];
    });
  });
}

/** The operation that a method and a path of a config mean. */
export function findOperation(
  operations: readonly SpecOperation[],
  method: Method,
  path: ConfigPath,
): SpecOperation | undefined {
  const candidates = operations.filter((operation) => operation.method === method);
  const best = (which: keyof OperationSegments): SpecOperation | undefined => {
    const wanted = segments(path[which]);
    return candidates
      .map((operation) => {
        const score = matchScore(operation.segments[which], wanted);
        // Of paths that differ in their query, the one with the config's.
        return { operation, score: score < 0 || queryNames(operation.path) !== path.query ? score : score + 0.5 };
      })
      .filter(({ score }) => score >= 0)
      .sort((left, right) => right.score - left.score)[0]?.operation;
  };
  return best("fullPath") ?? best("path");
}

/** What stands before the values in the query of a path, in one order. */
function queryNames(path: string): string {
  const [, query = ""] = /\?([^#]*)/.exec(path) ?? [];
  return query
    .split("&")
    .map((pair) => pair.replace(/=.*$/s, ""))
    .sort()
    .join("&");
}

/** A path of a config, placeholders (`{…}`) and all. */
export interface ConfigPath {
  /** As the endpoint has it. */
  readonly path: string;
  /** With the path of the base URL before it. */
  readonly fullPath: string;
  /** The names of the parameters that it has in its query, as one text; mostly empty. */
  readonly query: string;
}

export function configPath(baseUrl: string, path: string): ConfigPath {
  const query = queryNames(path);
  if (/^https?:\/\//i.test(path)) return { path: pathOfUrl(path), fullPath: pathOfUrl(path), query };
  return { path: joinPaths("", path), fullPath: joinPaths(pathOfUrl(baseUrl), path), query };
}

/** Below 0: no match. A segment that is literal on both sides counts more than one that fills a template. */
function matchScore(left: readonly string[], right: readonly string[]): number {
  if (left.length !== right.length) return -1;
  let score = 0;
  for (const [index, segment] of left.entries()) {
    const other = right[index] ?? "";
    if (segment === other) score += 3;
    else if (isTemplate(segment) && isTemplate(other)) score += 2;
    else if (isTemplate(segment) && fills(segment, other)) score += 1;
    else return -1;
  }
  return score;
}

function fills(template: string, text: string): boolean {
  const [before = ""] = template.split("{");
  const after = template.slice(template.lastIndexOf("}") + 1);
  return text.length > before.length + after.length && text.startsWith(before) && text.endsWith(after);
}

function isTemplate(segment: string): boolean {
  return /\{.*\}/.test(segment);
}

function segments(path: string): readonly string[] {
  const [plain = ""] = path.split(/[?#]/);
  return plain.split("/").filter((segment) => segment !== "");
}

/** The path that all operations share: `basePath`, or that of the first server. */
function basePathOf(spec: Spec): string {
  if (spec.dialect === "2.0") return textOf(child(spec.root, "basePath")) ?? "";
  const server = items<ServerKey>(child(spec.root, "servers"))[0];
  const variables = child(server, "variables");
  const url = (textOf(child(server, "url")) ?? "").replace(/\{([^}]*)\}/g, (whole, name: string) => {
    const variable = entries(variables).find(([key]) => key === name)?.[1];
    return textOf(child(variable, "default")) ?? whole;
  });
  return pathOfUrl(url);
}

/** The path of an absolute or relative URL; a text that is none has none. */
function pathOfUrl(url: string): string {
  const match = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*([^?#]*)|^([^?#]*)/i.exec(url);
  return match?.[1] ?? match?.[2] ?? "";
}

function joinPaths(base: string, path: string): string {
  return `/${[...segments(base), ...segments(path)].join("/")}`;
}

function parametersOf(spec: Spec, item: PathItemNode, operation: OperationNode): readonly SpecParameter[] {
  const found = new Map<string, SpecParameter>();
  for (const list of [child(item, "parameters"), child(operation, "parameters")]) {
    for (const located of items(list)) {
      const node: ParameterNode = resolve(spec, located);
      const name = textOf(child(node, "name"));
      const place = textOf(child(node, "in"));
      if (name === undefined || place === undefined) continue;
      found.set(`${place} ${name}`, { name, in: place, required: child(node, "required")?.value === true, node });
    }
  }
  return [...found.values()];
}

/** What a parameter holds: in Swagger 2.0 a parameter is its own schema. */
export function parameterSchema({ file, pointer, value }: ParameterNode): SchemaNode {
  return child<string, SchemaKey>({ file, pointer, value }, "schema") ?? { file, pointer, value };
}

/** Method and path, for messages. */
export function shownOperation({ method, path }: SpecOperation): string {
  return `${method.toUpperCase()} ${path}`;
}
