import { ApiError } from "./errors.js";

/** A response as the actions of an endpoint see it. */
export interface ActionResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The body; empty while a redirect is looked at. */
  readonly text: string;
}

/**
 * What is done about a response before its status counts: `ignore` drops the page and ends the paging of this call,
 * `retry` sends the request again as `client.retry` says, `fail` ends the run with a message of the user's, or null for
 * none.
 */
export type ResponseAction = "ignore" | "retry" | { readonly fail: string | null };

/** Undefined: the response is treated like any other. */
export type ResponseActions = (response: ActionResponse) => ResponseAction | undefined;

/** A request that failed since the endpoint's `response_actions` say so: nothing more is tried, whatever the status. */
export class ResponseFailed extends ApiError {}

/** A response that the endpoint's `response_actions` say to ignore. */
export class ResponseIgnored extends Error {
  override readonly name = "ResponseIgnored";
}

/** What `read` gives; undefined where the response was ignored. */
export async function unlessIgnored<Result>(read: Promise<Result>): Promise<Result | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ResponseIgnored) return undefined;
    throw error;
  }
}
