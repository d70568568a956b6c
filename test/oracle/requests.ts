import { canonicalText, isList, isObject, parseCanonical, type CanonicalValue } from "../support/canonical-json.js";
import { difference } from "../support/difference.js";

/**
 * The first difference between two request logs (JSON texts), each path compared by itself: dlt takes its resources in
 * turn, a connector may not. Left out: headers, token requests, and a request that repeats the one before (a retry).
 * Booleans of a query may be written the Python way or as JSON.
 */
export function requestDifference(expected: string, found: string, anyOrder: boolean): string | undefined {
  return difference(requestsByPath(expected, anyOrder), requestsByPath(found, anyOrder));
}

function requestsByPath(log: string, anyOrder: boolean): CanonicalValue {
  const paths = new Map<string, string[]>();
  const requests = parseCanonical(log);
  for (const request of isList(requests) ? requests : []) {
    if (!isObject(request)) throw new TypeError(`not a request: ${canonicalText(request)}`);
    const body = canonicalText(request.get("body") ?? null);
    if (body.includes("grant_type")) continue;
    const query = canonicalText(request.get("query") ?? null)
      .replace(/"True"/g, '"true"')
      .replace(/"False"/g, '"false"');
    const line = `${String(request.get("method"))} ${query} ${body}`;
    const path = String(request.get("path"));
    const lines = paths.get(path) ?? [];
    if (lines.at(-1) !== line) paths.set(path, [...lines, line]);
  }
  return new Map([...paths].map(([path, lines]) => [path, anyOrder ? lines.sort() : lines]));
}
