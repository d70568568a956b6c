import { type ExactValue, parseExact } from "../../templates/http/exact-json.js";
import { isObject } from "../../templates/http/select.js";
import { exactText } from "./exact-text.js";

/**
 * What an API answered while one resource was read, parents and token requests included: enough to read the resource
 * again without network. A player hands the connector `baseUrl`, `settings` and `SECRET` for every secret, and a `fetch`
 * that answers each request with the first exchange of the same method, URL and body that was not played yet: requests
 * that are alike (a page asked for by a header) come in the order of the recording, others in any. Bodies are the same
 * when they are the same JSON.
 */
export interface Cassette {
  /** As the config names it. */
  readonly resource: string;
  /** The base URL that the connector had; the URLs of requests, and next links in bodies, begin with it. */
  readonly baseUrl: string;
  /** The values of the config's `$config`, by their names there. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * Whether reading came to its end. Otherwise the recording was stopped, and the request after the last exchange is not
   * in here: a player ends the reading there.
   */
  readonly complete: boolean;
  /** In the order of the answers. Those that were tried again (429, 503, lost connections) are left out. */
  readonly exchanges: readonly Exchange[];
}

export interface Exchange {
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
}

export interface RecordedRequest {
  /** `GET`, `POST`. */
  readonly method: string;
  /** Absolute, with its query. */
  readonly url: string;
  /** Null: none. White space of JSON is not as it was sent. */
  readonly body: string | null;
}

export interface RecordedResponse {
  readonly status: number;
  /** What decides how the answer is read: `content-type`, `link`, the header of the next cursor, … Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The text; of JSON every number literal is as it came, white space is not. */
  readonly body: string;
}

/** Stands where a secret was, in URLs and bodies. Headers of requests are not recorded. */
export const SECRET = "[secret]";

/** The folder beside the config that holds a cassette for each resource. */
export const CASSETTE_FOLDER = "cassettes";

/** The version of the format; an older gen-connector refuses a newer one. */
const VERSION = 1;

/** A file that is no cassette; the message says where it is wrong. */
export class CassetteError extends Error {
  override readonly name = "CassetteError";
}

/** A cassette as a file that can be reviewed: bodies that are JSON stand in it as JSON (`json`), others as `text`. */
export function cassetteText(cassette: Cassette): string {
  const { resource, baseUrl, settings, complete, exchanges } = cassette;
  const document: ExactValue = {
    $comment: "Recorded by gen-connector probe, which writes it anew. Secrets were replaced.",
    version: VERSION,
    resource,
    base_url: baseUrl,
    settings: { ...settings },
    complete,
    exchanges: exchanges.map(exchangeValue),
  };
  return `${exactText(document)}\n`;
}

function exchangeValue({ request, response }: Exchange): ExactValue {
  const { method, url, body } = request;
  return {
    request: { method, url, ...(body === null ? {} : bodyValue(body)) },
    response: { status: response.status, headers: { ...response.headers }, ...bodyValue(response.body) },
  };
}

function bodyValue(body: string): { [key: string]: ExactValue } {
  try {
    return { json: parseExact(body) };
  } catch {
    return { text: body };
  }
}

/** Throws a `CassetteError` where a text is no cassette of a version that is known. */
export function parseCassette(text: string): Cassette {
  const root = recordAt(parse(text), "the file");
  if (root["version"] !== VERSION) {
    throw new CassetteError(`version should be ${VERSION}: record it again with gen-connector probe --write`);
  }
  return {
    resource: textAt(root, "resource"),
    baseUrl: textAt(root, "base_url"),
    settings: textsAt(root, "settings"),
    complete: flagAt(root, "complete"),
    exchanges: listAt(root, "exchanges").map(exchangeAt),
  };
}

function exchangeAt(value: ExactValue, index: number): Exchange {
  const place = `exchanges[${index}]`;
  const exchange = recordAt(value, place);
  const request = recordAt(exchange["request"], `${place}.request`);
  const response = recordAt(exchange["response"], `${place}.response`);
  const status = response["status"];
  if (typeof status !== "number") throw wrong(`${place}.response.status`, "a number");
  const hasBody = Object.hasOwn(request, "json") || Object.hasOwn(request, "text");
  return {
    request: {
      method: textAt(request, "method", `${place}.request.`),
      url: textAt(request, "url", `${place}.request.`),
      body: hasBody ? bodyAt(request, `${place}.request.`) : null,
    },
    response: {
      status,
      headers: textsAt(response, "headers", `${place}.response.`),
      body: bodyAt(response, `${place}.response.`),
    },
  };
}

type ExactRecord = Readonly<Record<string, ExactValue>>;

function parse(text: string): ExactValue {
  try {
    return parseExact(text);
  } catch (error) {
    throw new CassetteError(error instanceof Error ? error.message : String(error));
  }
}

function bodyAt(parent: ExactRecord, place: string): string {
  const json = parent["json"];
  return json === undefined ? textAt(parent, "text", place) : exactText(json);
}

function recordAt(value: ExactValue | undefined, place: string): ExactRecord {
  if (!isRecord(value)) throw wrong(place, "an object");
  return value;
}

function listAt(parent: ExactRecord, key: string): readonly ExactValue[] {
  const value = parent[key];
  if (!Array.isArray(value)) throw wrong(key, "a list");
  return value;
}

function textAt(parent: ExactRecord, key: string, place = ""): string {
  const value = parent[key];
  if (typeof value !== "string") throw wrong(`${place}${key}`, "a text");
  return value;
}

function flagAt(parent: ExactRecord, key: string): boolean {
  const value = parent[key];
  if (typeof value !== "boolean") throw wrong(key, "true or false");
  return value;
}

function textsAt(parent: ExactRecord, key: string, place = ""): Readonly<Record<string, string>> {
  const values = recordAt(parent[key], `${place}${key}`);
  return Object.fromEntries(Object.keys(values).map((name) => [name, textAt(values, name, `${place}${key}.`)]));
}

function isRecord(value: ExactValue | undefined): value is { [key: string]: ExactValue } {
  return isObject(value);
}

function wrong(place: string, expected: string): CassetteError {
  return new CassetteError(`${place} should be ${expected}`);
}
