import type { ClientModel, ResourceModel, SourceModel } from "../model/model.js";

/** dlt reads what is parallelized with five workers. */
const PARALLELIZED = 5;

/** The requests of a connector at once, where pages are read ahead. */
export function concurrencyOf({ concurrency }: ClientModel): number {
  return concurrency ?? PARALLELIZED;
}

/** `client.concurrency` is for every resource, `parallelized` for one. */
export function isReadAhead({ parallelized }: ResourceModel, { concurrency }: ClientModel): boolean {
  return concurrency === null ? parallelized : concurrency > 1;
}

/**
 * Whether the pages of one list are asked for before their turn: a total says which there are. A flag is only known page by page, and so
 * is whether the order of the records ends the reading.
 */
export function isListReadAhead(resource: ResourceModel, client: ClientModel): boolean {
  const { cursor, paginator } = resource;
  if (paginator.kind !== "offset" && paginator.kind !== "page_number") return false;
  const knownPageByPage = paginator.hasMore !== null || (cursor?.rowOrder ?? null) !== null;
  return isReadAhead(resource, client) && paginator.total !== null && !knownPageByPage;
}

export function readsListsAhead({ client, resources }: SourceModel): boolean {
  return resources.some((resource) => isListReadAhead(resource, client));
}
