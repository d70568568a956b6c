import { distinctParams } from "../../templates/http/distinct-params.js";
import { formatText } from "../../templates/http/format-text.js";
import { fieldText } from "../../templates/http/parent-field.js";
import { pathOf } from "../../templates/http/path.js";
import { type QueryParams, requestUrl } from "../../templates/http/url.js";
import type { AuthModel } from "../model/auth-model.js";
import type { ResourceModel, SourceModel } from "../model/model.js";
import type {
  CursorPart,
  FormattedPart,
  NameModel,
  ParentPart,
  RequestTextModel,
  TemplatePart,
  TextModel,
} from "../model/request-model.js";
import { mayClash, paramGroups, withValues } from "../model/params.js";
import { type JsonObject, valueAt } from "./json.js";
import { keysOf } from "./keys.js";
import type { PlayedPage } from "./pages.js";
import { optionValue } from "./option-values.js";
import { Unplayable } from "./unplayable.js";

/** What a request is made for. */
export interface RequestContext {
  readonly model: SourceModel;
  readonly resource: ResourceModel;
  /** The record of its parent; null without a parent. */
  readonly parent: JsonObject | null;
  /** The values of its partition, by parameter. */
  readonly partition: ReadonlyMap<string, string>;
}

/**
 * The address that a reader asks for a page at, as it is sent. Made by the rules of the model, so that a test compares them
 * with what the emitted code does.
 */
export function pageUrl(context: RequestContext, params: PlayedPage["params"]): string {
  const { resource } = context;
  const pairs = mayClash(
    paramGroups(resource.params),
    params.map(([name]) => name),
  )
    ? distinctPairs(context, params)
    : plainPairs(context, params);
  return signed(context, requestUrl(...targetOf(context), pairs)).href;
}

/** What pages stands where the config has a parameter of that name. */
function plainPairs(context: RequestContext, params: PlayedPage["params"]): QueryParams {
  const paged = new Map(params);
  const named = withValues(context.resource.params).map(({ name, value }) => ({
    name: nameText(context, name),
    value,
  }));
  const own = named.filter(({ name }, index) => {
    return !paged.has(name) || named.findIndex((other) => other.name === name) === index;
  });
  const sent = own.map(({ name, value }): QueryParams[number] => [name, paged.get(name) ?? textOf(context, value)]);
  return [...sent, ...params.filter(([name]) => !own.some((param) => param.name === name))];
}

/** The same where a record may bring a name that is there already. */
function distinctPairs(context: RequestContext, params: PlayedPage["params"]): QueryParams {
  const own = paramGroups(context.resource.params).map(({ name, values }) => {
    const texts = values.map((value) => (value.kind === "paging" ? undefined : textOf(context, value)));
    return [nameText(context, name), texts] as const;
  });
  return distinctParams([...own, ...params.map(([name, value]) => [name, [value]] as const)]);
}

/** The address of a link to the next page of a resource. */
export function nextLink(context: RequestContext): string {
  const url = requestUrl(...targetOf(context));
  url.searchParams.append("next", "2");
  return url.href;
}

/** The same as it is sent: with the key of an API that wants one in the query. */
export function linkedUrl(context: RequestContext): string {
  return signed(context, new URL(nextLink(context))).href;
}

/** The auth that signs the requests of a resource. */
export function authOf({ client }: SourceModel, { auth }: ResourceModel): AuthModel | null {
  if (auth === null) return client.auth;
  return client.endpointAuths.find(({ name }) => name === auth)?.auth ?? null;
}

export function plainText(model: SourceModel, text: TextModel): string {
  return text.kind === "literal" ? text.text : optionValue(model, text);
}

function signed({ model, resource }: RequestContext, url: URL): URL {
  const auth = authOf(model, resource);
  if (auth?.kind === "session" && auth.location === "query") url.searchParams.append(auth.name, TOKEN);
  if (auth?.kind === "api_key" && auth.location === "query") {
    url.searchParams.append(auth.name, plainText(model, auth.key));
  }
  return url;
}

/** What token requests answer with. */
export const TOKEN = "token";

function targetOf(context: RequestContext): readonly [base: string, path: string] {
  const { model, resource } = context;
  const { url } = resource;
  const base = plainText(model, model.client.baseUrl);
  if (url.kind === "path") return [base, url.path];
  if (url.kind === "absolute") return [url.url, ""];
  const path = pathText(context, url.parts);
  return url.absolute ? [path, ""] : [base, path];
}

/** The tag of the emitted template literal, called with its parts. */
function pathText(context: RequestContext, parts: readonly TemplatePart[]): string {
  const literals = [""];
  const values: string[] = [];
  for (const part of parts) {
    if (part.kind === "literal") literals.push((literals.pop() ?? "") + part.text);
    else {
      values.push(partText(context, part));
      literals.push("");
    }
  }
  return pathOf(Object.assign(literals, { raw: literals }), ...values);
}

function nameText(context: RequestContext, name: NameModel): string {
  return typeof name === "string" ? name : name.parts.map((part) => partText(context, part)).join("");
}

/** Undefined: the parameter is not sent. */
function textOf(context: RequestContext, text: RequestTextModel): string | undefined {
  switch (text.kind) {
    case "template":
      return text.parts.map((part) => partText(context, part)).join("");
    case "cursor":
      return cursorText(context, text);
    case "nothing":
      return undefined;
    case "paging":
      throw new Error("what a paginator counts is known for every page");
    default:
      return plainText(context.model, text);
  }
}

function partText(context: RequestContext, part: TemplatePart): string {
  switch (part.kind) {
    case "literal":
      return part.text;
    case "parent":
      return parentText(context, part);
    case "formatted":
      return formattedText(context, part);
    case "partition":
      return context.partition.get(part.param) ?? "";
    case "setting":
      return optionValue(context.model, part);
    case "cursor": {
      const text = cursorText(context, part);
      if (text === undefined) throw new Unplayable("requests need a value of the cursor from the start");
      return text;
    }
  }
}

function parentText(context: RequestContext, part: ParentPart): string {
  return fieldText(parentValue(context, part), part.field.text);
}

function parentValue({ parent }: RequestContext, { field, parent: name }: ParentPart): string | number | boolean {
  const keys = keysOf(field.path);
  if (keys === undefined) throw new Unplayable(`the path ${name}.${field.text} is more than keys`);
  const value = valueAt(parent ?? {}, keys);
  if (value === undefined || value === null || typeof value === "object") {
    throw new Unplayable(`${field.text} of ${name} is no text`);
  }
  return value;
}

/** Samples have no fitting values for every format. */
function formattedText(context: RequestContext, { value, asText, format }: FormattedPart): string {
  if (value.kind !== "parent") throw new Unplayable("requests carry a value of the run in a format");
  const given = parentValue(context, value);
  try {
    return formatText(asText ? fieldText(given, value.field.text) : given, value.field.text, format);
  } catch {
    throw new Unplayable(`no made-up ${value.field.text} of ${value.parent} fits the format it is sent in`);
  }
}

function cursorText(
  { resource: { cursor } }: RequestContext,
  { value, known, format, convert }: CursorPart,
): string | undefined {
  if (known !== null) return known.text;
  if (format !== null || convert !== null || cursor === null || cursor.lag !== null) {
    throw new Unplayable("requests carry a value that is made of the cursor");
  }
  return (value === "start_value" ? cursor.initialValue : (cursor.end?.value ?? null))?.text;
}
