import { UsageError } from "./errors.js";

/** Query parameters in the order they are sent; a name may occur more than once, and an undefined value sends none. */
export type QueryParams = readonly (readonly [name: string, value: string | undefined])[];

/**
 * Joins a base URL and a path as dlt does: an empty path leaves the base as it is, otherwise the slashes at the end of
 * the base are dropped, so that a path never climbs to the root of the host. `path` is percent-encoded already and
 * begins with a slash; `params` are not encoded.
 */
export function requestUrl(base: string, path: string, params: QueryParams = []): URL {
  const address = path === "" ? base : base.replace(/\/+$/, "") + path;
  if (!URL.canParse(address)) throw new UsageError("there is no base URL for this resource: set baseUrl");
  const url = new URL(address);
  for (const [name, value] of params) if (value !== undefined) url.searchParams.append(name, value);
  return url;
}
