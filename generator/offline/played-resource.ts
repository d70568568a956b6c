import type { ResourceModel, SourceModel } from "../model/model.js";
import type { ParentPart } from "../model/request-model.js";
import type { Json, JsonObject } from "./json.js";
import { valueAt, withValueAt } from "./json.js";
import { keysOf } from "./keys.js";
import { NEXT_LINK, type PlayedPage, playedPages } from "./pages.js";
import { linkedUrl, nextLink, pageUrl, type RequestContext } from "./request-line.js";
import { sampleRecords } from "./sample-records.js";
import { tokenAnswers } from "./token-answers.js";
import { Unplayable } from "./unplayable.js";

/** One answer of a made-up API. */
export interface PlayedAnswer {
  /** Method and address of the request that it answers. */
  readonly request: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The records of `PlayedResource` stand in it as the same objects. */
  readonly body: Json;
}

/** What a test plays for a resource, and what has to come of it. */
export interface PlayedResource {
  readonly answers: readonly PlayedAnswer[];
  /** The records of the resource as the API sends them. */
  readonly records: readonly JsonObject[];
  /** The same as readers hand them on. */
  readonly rows: readonly JsonObject[];
  /** The fields that each of them gets from its parent's record. */
  readonly included: JsonObject;
}

/**
 * Answers from which a resource can be read to its end, its parents included: below the first record of a parent are all
 * of its records, below the others none; so it is with partitions. Throws `Unplayable` where none can be made up.
 */
export function playResource(model: SourceModel, resource: ResourceModel): PlayedResource {
  const chain = chainOf(model, resource);
  const played = playChain(model, chain);
  return { ...played, answers: [...tokenAnswers(model, chain), ...played.answers] };
}

/** The resource and those above it, the outermost first. */
function chainOf(model: SourceModel, resource: ResourceModel): readonly ResourceModel[] {
  const parent = model.resources.find(({ name }) => name === resource.parent?.name);
  return parent === undefined ? [resource] : [...chainOf(model, parent), resource];
}

function playChain(model: SourceModel, chain: readonly ResourceModel[]): PlayedResource {
  const resource = chain.at(-1);
  if (resource === undefined) throw new Error("a chain has a resource");
  refuseUnknown(resource);
  refusePaths(resource);
  const above = chain.length === 1 ? null : playChain(model, chain.slice(0, -1));
  const samples = sampleRecords(resource, askedOf(model, resource));
  const records = samples.map((record) => wireRecord(resource, record));
  const parents = above === null ? [null] : above.rows;
  const partitions = resource.partitions.length === 0 ? [[]] : resource.partitions;
  const contexts = parents.flatMap((parent) => {
    return partitions.map((partition): RequestContext => {
      return { model, resource, parent, partition: new Map(partition.map(({ param, value }) => [param, value])) };
    });
  });
  const included = includedFields(resource, parents[0] ?? null);
  const pages = contexts.flatMap((context, index) => playPages(context, index === 0 ? records : []));
  return {
    answers: [...(above?.answers ?? []), ...pages],
    records,
    included,
    rows: samples.map((record) => ({ ...record, ...included })),
  };
}

/** The keys that lead to what the requests of children are made of. */
function askedOf({ resources }: SourceModel, { name }: ResourceModel): readonly (readonly string[])[] {
  const children = resources.filter(({ parent }) => parent?.name === name);
  const parts = children.flatMap(({ url, params, headers, body }) => parentParts([url, params, headers, body]));
  return parts.map(({ field }) => keysOf(field.path) ?? []);
}

/** The fields of a parent's record anywhere in a part of the model. */
function parentParts(part: unknown): readonly ParentPart[] {
  if (typeof part !== "object" || part === null) return [];
  return isParentPart(part) ? [part] : Object.values(part).flatMap(parentParts);
}

function isParentPart(part: object): part is ParentPart {
  return "kind" in part && part.kind === "parent" && "field" in part;
}

function refusePaths({ url, params, headers, body }: ResourceModel): void {
  for (const { parent, field } of parentParts([url, params, headers, body])) {
    if (keysOf(field.path) === undefined) throw new Unplayable(`the path ${parent}.${field.text} is more than keys`);
  }
}

/** What functions of the user's make of made-up records, nobody knows, nor what objects a record brings. */
function refuseUnknown({ steps, actions, body }: ResourceModel): void {
  if (body?.kind === "json" && body.placed.length > 0) {
    throw new Unplayable("a record decides where the paginator's values go");
  }
  if (steps.length > 0) throw new Unplayable("records go through functions of yours");
  if (actions.some(({ action }) => action.kind === "function")) {
    throw new Unplayable("functions of yours act on answers");
  }
}

/** A record as the API spells its fields. */
function wireRecord({ renamedFields }: ResourceModel, record: JsonObject): JsonObject {
  if (renamedFields.length === 0) return record;
  const wireNames = new Map(renamedFields.map(({ wireName, name }) => [name, wireName]));
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [wireNames.get(name) ?? name, value]));
}

function includedFields({ parent }: ResourceModel, record: JsonObject | null): JsonObject {
  return Object.fromEntries(
    (parent?.included ?? []).map(({ field, name }) => {
      const value = record?.[field];
      if (value === undefined) throw new Unplayable(`${field} of ${parent?.name} is not known`);
      return [name, value];
    }),
  );
}

function playPages(context: RequestContext, records: readonly JsonObject[]): readonly PlayedAnswer[] {
  const { resource } = context;
  const path = resource.selector === null ? [{ kind: "field", name: "data" } as const] : resource.selector.path;
  const keys = keysOf(path);
  if (keys === undefined) throw new Unplayable(`the path ${resource.selector?.text} is more than keys`);
  const pages = playedPages(resource.paginator, records, keys.length > 0).slice(0, resource.maxPages ?? undefined);
  return pages.map((page) => ({
    request: `${resource.method} ${page.isLinked ? linkedUrl(context) : pageUrl(context, page.params)}`,
    headers: withLinks(context, page.headers),
    body: bodyOf(context, keys, page),
  }));
}

function bodyOf(context: RequestContext, keys: readonly string[], { records, body }: PlayedPage): Json {
  if (keys.length === 0) {
    if (body.length > 0) throw new Unplayable("an answer is a list and has more than that list");
    return records;
  }
  return body.reduce<JsonObject>(
    (known, [place, value]) => {
      if (valueAt(known, place) !== undefined) throw new Unplayable(`${place.join(".")} holds two things`);
      return withValueAt(known, place, value === NEXT_LINK ? nextLink(context) : value);
    },
    withValueAt({}, keys, records),
  );
}

function withLinks(context: RequestContext, headers: PlayedPage["headers"]): PlayedPage["headers"] {
  const named = Object.entries(headers).map(([name, value]) => [name, value.replace(NEXT_LINK, nextLink(context))]);
  return Object.fromEntries(named) as PlayedPage["headers"];
}
