import { detectPath, itemsOf, propertiesOf, recordSchema } from "../openapi/record-schema.js";
import { operationsOf, type SpecOperation } from "../openapi/operations.js";
import { responseSchema } from "../openapi/response.js";
import { child, resolve, SpecError, textOf, type SchemaNode, type Spec } from "../openapi/spec.js";
import { commonParameters, requestOf, type ProposedRequest } from "./request.js";
import { isSearch, searchedPath } from "./searches.js";
import { optionName } from "../model/names.js";
import type { Guess, LeftOut, Proposal, ProposedResource } from "./proposal.js";
import { proposeKey } from "./record-guesses.js";
import { proposeAuth, proposeBaseUrl } from "./security.js";
import { findName, plain, singular } from "./words.js";

/** An operation that answers with a list of records. */
export interface Collection {
  readonly operation: SpecOperation;
  readonly response: SchemaNode;
  readonly record: SchemaNode;
  readonly selector: Guess<string>;
}

interface Place {
  readonly name: string;
  /** As the spec has it, for people. */
  readonly operation: string;
  readonly record: SchemaNode;
}

/**
 * Proposes the config of a spec: its collections as resources, those below one record of another collection as its
 * children. What cannot be read so is left out, and why is told.
 *
 * @param place where the spec came from: the base URL may be relative to it
 */
export function propose(spec: Spec, place: string): Proposal {
  const leftOut: LeftOut[] = [];
  const collections = operationsOf(spec).flatMap((operation) => {
    const found = orWhy(() => collectionOf(spec, operation));
    if ("why" in found) leftOut.push({ operation: shownOperation(operation), why: found.why });
    return "why" in found ? [] : [found];
  });
  // Short paths first: a parent is there before its children.
  const sorted = [...collections].sort((left, right) => depth(left) - depth(right));
  const byPath = new Map<string, Place>();
  const names = new Set<string>();
  const settings: Settings = new Map();
  const auth = proposeAuth(spec);
  const common = commonParameters(collections);
  const resources = sorted.flatMap((collection): ProposedResource[] => {
    const { operation, record } = collection;
    const searched = operation.method === "post" ? searchedPath(operation.path) : operation.path;
    const left = (why: string): [] => {
      leftOut.push({ operation: shownOperation(operation), why });
      return [];
    };
    const other = operation.method === "post" ? byPath.get(searched) : undefined;
    if (other !== undefined) return left(`${other.operation} has its records`);
    const request = orWhy(() => requestOf(spec, collection, auth, common));
    if ("why" in request) return left(request.why);
    const name = freeName(names, nameOf(searched));
    const bound = bindParent(spec, operation, byPath);
    names.add(name);
    byPath.set(searched, { name, operation: shownOperation(operation), record });
    return [resourceOf(spec, collection, name, bound, request, settings)];
  });
  return { baseUrl: proposeBaseUrl(spec, place), auth, resources, leftOut };
}

function resourceOf(
  spec: Spec,
  { operation, record, selector }: Collection,
  name: string,
  { path, parent, settings }: BoundPath,
  request: ProposedRequest,
  known: Settings,
): ProposedResource {
  const byPost = "it only reads, to judge by its name";
  return {
    ...{ name, path, parent, selector },
    operation: shownOperation(operation),
    description: textOf(child(operation.node, "summary")),
    byPost: operation.method === "post" ? byPost : undefined,
    params: {
      ...Object.fromEntries(settings.map((setting) => [setting, settingParam(setting, known)])),
      ...request.params,
    },
    headers: request.headers,
    json: request.json,
    paginator: request.paginator,
    primaryKey: proposeKey(spec, record, name),
    incremental: request.incremental,
  };
}

/** The settings of all resources, by what they are called as options whatever the case. */
type Settings = Map<string, string>;

/** `networkId` and `network_id` of two paths are one setting. */
function settingParam(placeholder: string, settings: Settings): Guess {
  const option = optionName(placeholder).toLowerCase();
  const name = settings.get(option) ?? placeholder;
  settings.set(option, name);
  return { value: { $config: name }, because: "of the path: given where the connector runs" };
}

function collectionOf(spec: Spec, operation: SpecOperation): Collection | { readonly why: string } {
  if (operation.method !== "get" && !isSearch(operation)) return { why: "it is no GET request" };
  const response = responseSchema(spec, operation.node);
  if (response === undefined) return { why: "the spec does not say what it answers" };
  const isList = itemsOf(spec, response) !== undefined;
  const path = detectPath(spec, response);
  if (!isList && path.length === 0) return { why: "it answers with one object, not with a list" };
  if (!isList && /\}$/.test(withoutQuery(operation.path)))
    return { why: "it answers with one record, which has lists" };
  const record = recordSchema(spec, response, null);
  const isUntyped = record === undefined || propertiesOf(spec, record).length === 0;
  if (record === undefined || (isUntyped && textOf(child(record, "type")) !== "object")) {
    return { why: "its records have no known fields" };
  }
  const untyped = isUntyped ? ", of objects that the spec tells no field of" : "";
  const selector: Guess<string> = isList
    ? { value: "$", because: `the response is the list${untyped}` }
    : { value: path.map(quoteKey).join("."), because: `the list in the response${untyped}` };
  return { operation, response: resolve(spec, response), record, selector };
}

/** What is made of a spec, or what is wrong with the spec. */
function orWhy<Made>(make: () => Made): Made | { readonly why: string } {
  try {
    return make();
  } catch (error) {
    if (error instanceof SpecError) return { why: error.message };
    throw error;
  }
}

interface BoundPath {
  readonly path: string;
  readonly parent: string | undefined;
  /** Placeholders that nothing fills: settings of the connector. */
  readonly settings: readonly string[];
}

/**
 * Fills the last placeholder of a path with a field of the collection above it: `/users/{id}/posts` with that of
 * `/users`. The others, and one that no collection has, become settings.
 */
function bindParent(spec: Spec, { path }: SpecOperation, known: ReadonlyMap<string, Place>): BoundPath {
  const placeholders = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
  const plainPath = withoutQuery(path);
  const last = [...plainPath.matchAll(/\{([^}]*)\}/g)].at(-1)?.[1];
  const parentPath = plainPath.slice(0, plainPath.lastIndexOf("/", plainPath.lastIndexOf("{")));
  const parent = known.get(parentPath) ?? known.get(`${parentPath}/`);
  const field = last === undefined || parent === undefined ? undefined : fieldFor(spec, parent, last);
  const bound = field === undefined ? path : path.replace(`{${last}}`, `{resources.${parent?.name}.${field}}`);
  const open =
    field === undefined
      ? placeholders
      : placeholders.filter((_, index) => index !== placeholders.lastIndexOf(last ?? ""));
  const settings = open.map((name) => ({ name, safe: name.replace(/[^A-Za-z0-9_-]/g, "_") }));
  return {
    path: settings.reduce((text, { name, safe }) => text.replace(`{${name}}`, `{${safe}}`), bound),
    parent: field === undefined ? undefined : parent?.name,
    settings: [...new Set(settings.map(({ safe }) => safe))],
  };
}

/** `{user_id}` below `/users` is its `user_id`, or its `id`; `{work_pool_name}` below `/work_pools` its `name`. */
function fieldFor(spec: Spec, { name, record }: Place, placeholder: string): string | undefined {
  const fields = propertiesOf(spec, record).flatMap(([field]) => (/^[A-Za-z_]\w*$/.test(field) ? [field] : []));
  const owns = [name, name.split("_").at(-1) ?? ""].map((own) => plain(singular(own)));
  const wanted = plain(placeholder);
  const own = owns.find((each) => wanted.startsWith(each)) ?? "";
  return findName(fields, [
    wanted,
    wanted.slice(own.length),
    ...(/id$/.test(wanted) ? ["id", "sid", "uid", "gid"] : []),
  ]);
}

function depth({ operation }: Collection): number {
  return operation.path.split("/").length + (operation.path.match(/\{/g)?.length ?? 0) * 100;
}

/** Some documents have a path for each set of parameters: `/alerts?lat={lat}&lon={lon}`. */
function withoutQuery(path: string): string {
  return path.replace(/\?.*$/s, "");
}

/** Parts of a path that name no collection: versions, also as a number (Sentry) or a date (Twilio), and `api`. */
const NO_NAME = /^(v?\d+(\.\d+)*|\d{4}-\d{2}-\d{2}|api|\{.*\}|)$/i;

function nameOf(path: string): string {
  const words = withoutQuery(path)
    .split("/")
    .filter((segment) => !NO_NAME.test(segment));
  const name = words
    .map((word) => word.replace(/\{.*?\}|\.json$/g, ""))
    .join("_")
    .replace(/[^A-Za-z0-9_]+/g, "_");
  return name === "" ? "records" : name;
}

function freeName(names: ReadonlySet<string>, wanted: string): string {
  let name = wanted;
  for (let number = 2; names.has(name); number++) name = `${wanted}_${number}`;
  return name;
}

function shownOperation({ method, path }: SpecOperation): string {
  return `${method.toUpperCase()} ${path}`;
}

function quoteKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) ? key : `'${key.replaceAll("'", "\\'")}'`;
}
